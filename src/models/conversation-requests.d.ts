/** Status that a conversation can be given. */
type ConversationStatusInput = Open<'active' | 'closed' | 'pending' | 'spam'>;

/** Fields of a customer who is created along with a conversation or thread; of a known customer they are ignored. */
interface NewCustomerFields {
  /** First name, from 1 to 40 characters. */
  firstName?: string;
  /** Last name, from 1 to 40 characters. */
  lastName?: string;
  /** Phone number. */
  phone?: string;
  /** URL of a picture, at most 200 characters. */
  photoUrl?: string;
  /** Job title, at most 60 characters. */
  jobTitle?: string;
  /** Where the picture is from. */
  photoType?: PhotoType;
  /** Notes, at most 200 characters. */
  background?: string;
  /** Where the customer lives, at most 60 characters. */
  location?: string;
  /** Name of the organization, at most 60 characters. */
  organization?: string;
  /** Gender, in lower case. */
  gender?: Open<'female' | 'male' | 'unknown'>;
  /** Age, as free text. */
  age?: string;
}

/** A customer who is known by their id. */
interface CustomerById extends NewCustomerFields {
  /** Id of the customer; it wins over `email`. */
  id: BodyId;
  /** E-mail address of the customer. */
  email?: string;
}

/** A customer who is known by an e-mail address; an unknown one creates them. */
interface CustomerByEmail extends NewCustomerFields {
  /** Id of the customer; it wins over `email`. */
  id?: BodyId;
  /** E-mail address of the customer. */
  email: string;
}

/** A customer by id or by e-mail address. */
type CustomerReference = CustomerById | CustomerByEmail;

/** Value of a custom field. */
interface CustomFieldInput {
  /** Id of the field. */
  id: BodyId;
  /**
   * Text of at most 255 characters (15,000 with several lines), an integer as text, a date as `YYYY-MM-DD`, or the id of
   * a dropdown's option.
   */
  value: string;
}

/**
 * A conversation to create.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/conversations/create/
 */
interface ConversationCreate {
  /** The subject. */
  subject: string;
  /** The channel it is on. */
  type: Open<'chat' | 'email' | 'phone'>;
  /** Id of the inbox. */
  mailboxId: BodyId;
  /** Where it stands. */
  status: Open<'active' | 'closed' | 'pending'>;
  /** The customer it is with. */
  customer: CustomerReference;
  /** From 1 to 100 threads; a draft reply makes the conversation a draft. */
  threads: readonly ThreadInput[];
  /** Id of the user to assign: left out for the inbox's rule, null for nobody. */
  assignTo?: BodyId | null;
  /** Whether to send the automatic reply; needs a thread of type `customer`. */
  autoReply?: boolean;
  /** Whether it is historic: then no mail and no notification is sent. */
  imported?: boolean;
  /** When it began; default now. */
  createdAt?: DateTimeInput;
  /** When it was closed; only if it is imported and closed. */
  closedAt?: DateTimeInput;
  /** Id of the user who creates it; default the token's. */
  user?: BodyId;
  /** Names of tags; unknown ones become new tags. */
  tags?: readonly string[];
  /** Values of the inbox's custom fields. */
  fields?: readonly CustomFieldInput[];
}

/**
 * One change of a conversation, not an array of them.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/conversations/update/
 */
type ConversationPatch =
  /** Gives it another subject. */
  | ReplaceOperation<'/subject', string>
  /** Gives it another customer, by id. */
  | ReplaceOperation<'/primaryCustomer.id', BodyId>
  /** Publishes it, with false. */
  | ReplaceOperation<'/draft', boolean>
  /** Gives it another status. */
  | ReplaceOperation<'/status', ConversationStatusInput>
  /** Assigns it to a user, by id. */
  | ReplaceOperation<'/assignTo', BodyId>
  /** Leaves it to nobody. */
  | RemoveOperation<'/assignTo'>
  /** Moves it to another inbox, by id. */
  | MoveOperation<'/mailboxId', BodyId>;

/**
 * All custom field values of a conversation.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/conversations/custom_fields/update/
 */
interface CustomFieldsUpdate {
  /** The values; fields that are left out are cleared. */
  fields: readonly CustomFieldInput[];
}

/**
 * All tags of a conversation.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/conversations/tags/update/
 */
interface TagsUpdate {
  /** Names; unknown ones become new tags, tags that are left out are removed. */
  tags: readonly string[];
}

/**
 * Until when a conversation sleeps.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/conversations/snooze/update/
 */
interface SnoozeUpdate {
  /** When it wakes: in the future, before the year 2101. */
  snoozedUntil: DateTimeInput;
  /** Whether a reply of the customer wakes it earlier. */
  unsnoozeOnCustomerReply: boolean;
}
