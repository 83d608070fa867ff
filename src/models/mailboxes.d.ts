/** An inbox. */
interface Mailbox {
  id: number;
  name: string;
  slug: string;
  email: string;
  createdAt: DateTime;
  updatedAt: DateTime;
  _links?: HalLinks;
}

type MailboxPage = Page<'mailboxes', Mailbox>;

/** A custom field of an inbox. */
interface MailboxCustomField {
  id: number;
  name: string;
  type: Open<'dropdown'>;
  /** Where it stands among the fields. */
  order: number | null;
  required: boolean;
  /** Dropdowns only. */
  options?: Array<{ id: number; order: number; label: string }>;
  _links?: HalLinks;
}

type MailboxCustomFieldPage = Page<'fields', MailboxCustomField>;

/** A folder of an inbox. */
interface MailboxFolder {
  id: number;
  name: string;
  type: Open<'mytickets' | 'open' | 'mine' | 'needsattention' | 'drafts' | 'assigned' | 'closed' | 'spam'
    | 'unassigned'>;
  /** Owner of a personal folder, else 0. */
  userId?: number;
  totalCount: number;
  activeCount: number;
  updatedAt: DateTime;
}

type MailboxFolderPage = Page<'folders', MailboxFolder>;

type RoutingState = Open<'enabled' | 'disabled'>;
type AssignmentMethod = Open<'round_robin' | 'balanced'>;

/** How an inbox assigns conversations. */
interface RoutingConfiguration {
  state: RoutingState;
  /** Conversations a user gets at most, from 1 to 100. */
  assignmentLimit?: number;
  assignmentMethod?: AssignmentMethod;
  /** Users in rotation. */
  userIds?: number[];
  rotation?: Array<{
    userId: number;
    /** Active conversations of the user in this inbox. */
    conversationsCount: number;
    eligible: boolean;
    /** Why the user is not eligible. */
    reason?: Open<'at_capacity' | 'away' | 'not_in_rotation'>;
  }>;
  _links?: HalLinks;
}

interface RoutingUpdate {
  state: RoutingState;
  /** Conversations a user gets at most, from 1 to 100. */
  assignmentLimit: number;
  assignmentMethod: AssignmentMethod;
  /** Users in rotation; not empty if `state` is enabled. */
  userIds: number[];
}

/** A saved reply as its list shows it. */
interface SavedReplySummary {
  id: number;
  name: string;
  preview?: string;
  chatPreview?: string;
}

interface SavedReply {
  id: number;
  name: string;
  /** HTML. */
  text?: string;
  /** Plain text. */
  chatText?: string;
}

interface SavedReplyListParams {
  includeChatReplies?: boolean;
}

interface SavedReplyInput {
  name: string;
  /** HTML. */
  text?: string;
  /** Plain text. */
  chatText?: string;
}
