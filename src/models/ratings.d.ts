/**
 * A satisfaction rating.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/ratings/get/
 */
interface Rating {
  /** Id of the rating. */
  id: number;
  /** Who rated. */
  customer: RatingCustomer;
  /** Id of the thread that was rated. */
  threadId: number;
  /** Id of its conversation. */
  conversationId: number;
  /** The conversation's number that people see. */
  conversationNumber?: number;
  /** Id of the inbox. */
  mailboxId: number;
  /** The rating. */
  rating: Open<'great' | 'not_good' | 'okay' | 'unknown'>;
  /** Who was rated. */
  user: RatingUser;
  /** What the customer wrote with it. */
  comments?: string;
  /** When it was given; in UTC even if it names no zone. */
  createdAt: DateTime;
  /** When it last changed; in UTC even if it names no zone. */
  modifiedAt?: DateTime;
  /** Where related objects are. */
  _links?: Links<'conversation' | 'customer' | 'mailbox' | 'self' | 'user'>;
}

/** The user whom a rating is about. */
interface RatingUser {
  /** Id of the user. */
  id: number;
  /** E-mail address. */
  email?: string;
  /** First name. */
  firstName?: string;
  /** Last name. */
  lastName?: string;
}

/** The customer who gave a rating. */
interface RatingCustomer {
  /** Id of the customer. */
  id: number;
  /** E-mail address. */
  email?: string;
  /** First name. */
  firstName?: string;
  /** Last name. */
  lastName?: string;
  /** URL of a picture. */
  photoUrl?: string;
}
