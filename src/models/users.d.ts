/**
 * A user.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/users/get/
 */
interface User {
  /** Id of the user. */
  id: number;
  /** First name. */
  firstName: string;
  /** Last name. */
  lastName: string;
  /** E-mail address. */
  email: string;
  /** What the user may do. */
  role: Open<'admin' | 'light user' | 'owner' | 'user'>;
  /** IANA name of the time zone, `Europe/Lisbon`. */
  timezone: string;
  /** URL of a picture. */
  photoUrl?: string | null;
  /** Tells users from teams. */
  type: Open<'user'>;
  /** What follows the @ in a mention. */
  mention?: string | null;
  /** Initials. */
  initials?: string;
  /** Job title. */
  jobTitle?: string;
  /** Phone number. */
  phone?: string;
  /** Further e-mail addresses. */
  alternateEmails?: string[];
  /** Id of the company. */
  companyId?: number;
  /** When the user was created. */
  createdAt: DateTime;
  /** When the user last changed. */
  updatedAt: DateTime;
  /** Where it is. */
  _links?: Links;
}

/** A page of users. */
type UserPage = Page<'users', User>;

/**
 * Filters of a list of users; all must hold.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/users/list/
 */
interface UserListParams extends PageParams {
  /** E-mail address, which must match exactly. */
  email?: string;
  /** Id of an inbox. */
  mailbox?: Id;
}

/** An inbox that a new user may see. */
interface MailboxAccess {
  /** Id of the inbox; the token's user needs e-mail access to it. */
  id: BodyId;
  /** Whether the user gets e-mail access to it; default true. */
  emailAccess?: boolean;
}

/**
 * A user to create. Administrators and owners only.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/users/create/
 */
interface UserCreate {
  /** First name, at most 40 characters. */
  firstName: string;
  /** Last name, at most 40 characters. */
  lastName: string;
  /** E-mail address. */
  email: string;
  /** What the user may do. */
  role: Open<'admin' | 'light user' | 'user'>;
  /** IANA name of the time zone, `Europe/Lisbon`; default the company's. */
  timezone?: string;
  /** Job title, at most 50 characters. */
  jobTitle?: string;
  /** Phone number. */
  phone?: string;
  /** Whether to send an invitation; default true. */
  sendInvite?: boolean;
  /** Inboxes that the user may see. */
  mailboxes?: MailboxAccess[];
}

/** Whether a user takes chats; `custom` differs by inbox. */
type ChatAvailability = Open<'assign' | 'available' | 'custom' | 'unavailable'>;

/** What a user says about being away. */
interface CustomStatus {
  /** What the user says. */
  text: string;
  /** An emoji. */
  emoji?: string;
  /** Name of the emoji, `:coffee:`. */
  emojiName?: string;
}

/** Whether a user takes e-mail. */
interface EmailStatus {
  /** Whether the user does. */
  status: Open<'active' | 'away'>;
  /** When it last changed. */
  updatedAt?: DateTime;
  /** Id of the user who changed it. */
  performedBy?: number;
  /** What changed it. */
  source?: Open<'api' | 'presence_detection' | 'ui'>;
  /** What the user says about it. */
  customStatus?: CustomStatus;
}

/** Whether a user takes chats. */
interface ChatStatus {
  /** Whether the user does. */
  status: ChatAvailability;
  /** Whether the user does, by id of the inbox; only if `status` is `custom`. */
  mailboxStatuses?: { [mailboxId: string]: ChatAvailability };
}

/**
 * Availability of a user.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/users/status/get/
 */
interface UserStatus {
  /** Id of the user. */
  userId: number;
  /** Whether the user takes e-mail. */
  email: EmailStatus;
  /** Whether the user takes chats. */
  chat: ChatStatus;
  /** Where it is; not in lists. */
  _links?: Links;
}

/** A page of the availability of users. */
type UserStatusPage = Page<'userStatuses', UserStatus>;

/**
 * Whether a user is to take e-mail; chats stay as they are. Only administrators and owners may set that of others.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/users/status/set/
 */
interface UserStatusUpdate {
  /** Whether the user does. */
  status: Open<'active' | 'away'>;
  /** What the user says about it. */
  customStatus?: CustomStatus;
}

/** How long a user is away. */
interface AwayDuration {
  /** Hours, from 0. */
  hours: number;
  /** Minutes, from 0 to 59. */
  minutes: number;
}

/**
 * Whether conversations of an absent user are to be reassigned.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/users/conversation%20reassignment/update/
 */
interface ConversationReassignmentUpdate {
  /** Whether they are. */
  enabled: boolean;
  /** How long the user is away before they are. */
  awayDuration: AwayDuration;
}

/**
 * Whether conversations of an absent user are reassigned.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/users/conversation%20reassignment/get/
 */
interface ConversationReassignment extends ConversationReassignmentUpdate {
  /** Where it is. */
  _links?: Links;
}

/**
 * A system user, which is an AI agent.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/system-users/get-system-user/
 */
interface SystemUser {
  /** Id of the system user. */
  id: number;
  /** Tells it from users. */
  type: Open<'system_user'>;
  /** First name, `AI Agent`. */
  firstName: string;
  /** Last name; may be empty. */
  lastName: string;
  /** Initials. */
  initials: string;
  /** E-mail address. */
  email?: string | null;
  /** What follows the @ in a mention. */
  mention?: string | null;
  /** IANA name of the time zone, `Europe/Lisbon`. */
  timezone: string;
  /** What it may do. */
  role: string;
  /** URL of a picture. */
  photoUrl?: string | null;
  /** When it was created. */
  createdAt: DateTime;
  /** When it last changed. */
  updatedAt: DateTime;
  /** Where it is. */
  _links?: Links;
}

/**
 * A page of system users.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/system-users/list-system-users/
 */
type SystemUserPage = Page<'system_users', SystemUser>;
