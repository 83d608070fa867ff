/**
 * An inbox.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/inboxes/get/
 */
interface Mailbox {
  /** Id of the inbox. */
  id: number;
  /** Name of the inbox. */
  name: string;
  /** Key of the inbox in URLs. */
  slug: string;
  /** E-mail address of the inbox. */
  email: string;
  /** When it was created. */
  createdAt: DateTime;
  /** When it last changed. */
  updatedAt: DateTime;
  /** Where related objects are. */
  _links?: Links<'fields' | 'folders' | 'self'>;
}

/** A page of inboxes. */
type MailboxPage = Page<'mailboxes', Mailbox>;

/** Option of a dropdown of an inbox. */
interface MailboxCustomFieldOption {
  /** Id of the option, which conversations store as text. */
  id: number;
  /** Where it stands among the options. */
  order: number;
  /** What users see. */
  label: string;
}

/**
 * A custom field of an inbox.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/inboxes/inbox-fields/
 */
interface MailboxCustomField {
  /** Id of the field. */
  id: number;
  /** Name of the field. */
  name: string;
  /** What kind of values it has; Help Scout documents no list of them. */
  type: Open<'dropdown'>;
  /** Where it stands among the fields, from 0 to 255. */
  order: number | null;
  /** Whether it must have a value. */
  required: boolean;
  /** What can be chosen; dropdowns only. */
  options?: MailboxCustomFieldOption[];
  /** Where it is. */
  _links?: Links;
}

/** A page of custom fields. */
type MailboxCustomFieldPage = Page<'fields', MailboxCustomField>;

/**
 * A folder of an inbox.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/inboxes/inbox-folders/
 */
interface MailboxFolder {
  /** Id of the folder. */
  id: number;
  /** Name of the folder. */
  name: string;
  /** What it collects. */
  type: Open<'assigned' | 'closed' | 'drafts' | 'mine' | 'mytickets' | 'needsattention' | 'open' | 'spam'
    | 'unassigned'>;
  /** Id of the user whose folder it is; 0 if it is everybody's. */
  userId?: number;
  /** How many conversations are in it. */
  totalCount: number;
  /** How many of them are active. */
  activeCount: number;
  /** When it last changed. */
  updatedAt: DateTime;
}

/** A page of folders. */
type MailboxFolderPage = Page<'folders', MailboxFolder>;

/** Whether an inbox assigns conversations. */
type RoutingState = Open<'disabled' | 'enabled'>;

/** How an inbox chooses users: in turn, or whoever has least. */
type AssignmentMethod = Open<'balanced' | 'round_robin'>;

/** A user whom an inbox may assign conversations to. */
interface RoutingRotationEntry {
  /** Id of the user. */
  userId: number;
  /** Active conversations of the user in this inbox. */
  conversationsCount: number;
  /** Whether the user would get the next one. */
  eligible: boolean;
  /** Why not. */
  reason?: Open<'at_capacity' | 'away' | 'not_in_rotation'>;
}

/**
 * How an inbox assigns conversations.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/inboxes/routing/routing-configuration-get/
 */
interface RoutingConfiguration {
  /** Whether it does. */
  state: RoutingState;
  /** Conversations a user gets at most, from 1 to 100; there if it is enabled. */
  assignmentLimit?: number;
  /** How it chooses users; there if it is enabled. */
  assignmentMethod?: AssignmentMethod;
  /** Ids of the users in rotation; there if it is enabled. */
  userIds?: number[];
  /** How the users in rotation stand. */
  rotation?: RoutingRotationEntry[];
  /** Where it is. */
  _links?: Links;
}

/**
 * How an inbox is to assign conversations.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/inboxes/routing/routing-configuration-update/
 */
interface RoutingUpdate {
  /** Whether it does. */
  state: RoutingState;
  /** Conversations a user gets at most, from 1 to 100. */
  assignmentLimit: number;
  /** How it chooses users. */
  assignmentMethod: AssignmentMethod;
  /** Ids of the users in rotation; at least one if it is enabled. */
  userIds: readonly BodyId[];
}
