/** A user. */
interface User {
  id: number;
  firstName: string;
  lastName: string;
  email: string;
  role: Open<'owner' | 'admin' | 'user' | 'light user'>;
  /** IANA name, `Europe/Lisbon`. */
  timezone: string;
  photoUrl?: string | null;
  type: Open<'user'>;
  /** Handle after the @. */
  mention?: string | null;
  initials?: string;
  jobTitle?: string;
  phone?: string;
  alternateEmails?: string[];
  companyId?: number;
  createdAt: DateTime;
  updatedAt: DateTime;
  _links?: HalLinks;
}

type UserPage = Page<'users', User>;

interface UserListParams extends PageParams {
  email?: string;
  /** Inbox id. */
  mailbox?: Id;
}

interface UserCreate {
  /** At most 40 characters. */
  firstName: string;
  /** At most 40 characters. */
  lastName: string;
  email: string;
  role: Open<'admin' | 'user' | 'light user'>;
  /** IANA name; default the company's. */
  timezone?: string;
  /** At most 50 characters. */
  jobTitle?: string;
  phone?: string;
  /** Default true. */
  sendInvite?: boolean;
  /** Inboxes the user may see. */
  mailboxes?: Array<{ id: number; emailAccess?: boolean }>;
}

type ChatAvailability = Open<'unavailable' | 'available' | 'assign' | 'custom'>;

interface CustomStatus {
  text: string;
  /** The character. */
  emoji?: string;
  /** `:coffee:` */
  emojiName?: string;
}

/** Availability of a user. */
interface UserStatus {
  userId: number;
  email: {
    status: Open<'active' | 'away'>;
    updatedAt?: DateTime;
    /** Id of the user who changed it. */
    performedBy?: number;
    source?: Open<'ui' | 'api' | 'presence_detection'>;
    customStatus?: CustomStatus;
  };
  chat: {
    status: ChatAvailability;
    /** By inbox id, if `status` is custom. */
    mailboxStatuses?: { [mailboxId: string]: ChatAvailability };
  };
  _links?: HalLinks;
}

type UserStatusPage = Page<'userStatuses', UserStatus>;

interface UserStatusUpdate {
  status: Open<'active' | 'away'>;
  customStatus?: CustomStatus;
}

interface ConversationReassignmentUpdate {
  enabled: boolean;
  /** How long a user is away before it happens; minutes from 0 to 59. */
  awayDuration: { hours: number; minutes: number };
}

/** Whether conversations of an absent user are reassigned. */
interface ConversationReassignment extends ConversationReassignmentUpdate {
  _links?: HalLinks;
}

/** An AI agent. */
interface SystemUser {
  id: number;
  type: Open<'system_user'>;
  firstName: string;
  lastName: string;
  initials: string;
  email?: string | null;
  mention?: string | null;
  timezone: string;
  role: string;
  photoUrl?: string | null;
  createdAt: DateTime;
  updatedAt: DateTime;
  _links?: HalLinks;
}

type SystemUserPage = Page<'system_users', SystemUser>;

/** A team. */
interface Team {
  id: number;
  name: string;
  timezone: string;
  photoUrl?: string | null;
  mention?: string;
  initials?: string;
  createdAt: DateTime;
  updatedAt: DateTime;
  _links?: HalLinks;
}

type TeamPage = Page<'teams', Team>;

interface TeamMembersUpdate {
  addedUserIds: number[];
  deletedUserIds: number[];
}
