/** Name of an event that webhooks tell of. */
type WebhookEvent = Open<keyof WebhookPayloads>;

/**
 * A webhook; its secret is never shown.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/webhooks/get/
 */
interface Webhook {
  /** Id of the webhook. */
  id: number;
  /** Where deliveries go. */
  url: string;
  /** Whether it works; only Help Scout changes it. */
  state: Open<'disabled' | 'enabled'>;
  /** What it tells of. */
  events: WebhookEvent[];
  /** Whether deliveries have only the URI of what changed. */
  notification: boolean;
  /** How deliveries are written; `V3` shows AI agents as what they are. */
  payloadVersion: Open<'V2' | 'V3'>;
  /** What it is for. */
  label?: string;
  /** Ids of the inboxes it is limited to; empty for all. */
  mailboxIds: number[];
  /** Where it is. */
  _links?: Links;
}

/** A page of webhooks. */
type WebhookPage = Page<'webhooks', Webhook>;

/**
 * A webhook to store whole, which enables it.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/webhooks/create/
 */
interface WebhookInput {
  /** Where deliveries go. */
  url: string;
  /** What it tells of. */
  events: readonly WebhookEvent[];
  /** Key of the signature, at most 40 characters; replacing a webhook takes it again. */
  secret: string;
  /** Whether deliveries have only the URI of what changed; default false. */
  notification?: boolean;
  /** What it is for. */
  label?: string;
  /** How deliveries are written; default `V2`. */
  payloadVersion?: Open<'V2' | 'V3'>;
  /** Ids of the inboxes it is limited to, but for events of customers; default all. */
  mailboxIds?: readonly BodyId[];
}

/** What a delivery has of something that is gone. */
interface DeletedObject {
  /** Id it had. */
  id: number;
}

/** A conversation as webhooks deliver it, perhaps with its threads. */
interface WebhookConversation extends Omit<ConversationV3, 'threads'>, Partial<EmbeddedThreads<ThreadV3>> {
  /** How many threads there are, or the threads. */
  threads: number | ThreadV3[];
}

/**
 * What webhooks deliver, by event, unless they were asked for notifications only. The event is in the header
 * `X-HelpScout-Event`.
 *
 * @see https://developer.helpscout.com/webhooks/
 */
interface WebhookPayloads {
  /** A customer began a chat. */
  'beacon.chat.created': Chat;
  /** A customer wrote in a chat. */
  'beacon.chat.customer.replied': Chat;
  /** A user replied; not by the API or a workflow. */
  'convo.agent.reply.created': WebhookConversation;
  /** An AI agent replied. */
  'convo.ai-answers-email.reply.created': WebhookConversation;
  /** An AI agent resolved a conversation. */
  'convo.ai-answers-email.resolution': WebhookConversation;
  /** A conversation was assigned. */
  'convo.assigned': WebhookConversation;
  /** A conversation began. */
  'convo.created': WebhookConversation;
  /** Custom fields of a conversation changed. */
  'convo.custom-fields': WebhookConversation;
  /** A customer replied. */
  'convo.customer.reply.created': WebhookConversation;
  /** A conversation was deleted. */
  'convo.deleted': DeletedObject;
  /** A conversation was merged into another. */
  'convo.merged': WebhookConversation;
  /** A conversation was moved to another inbox. */
  'convo.moved': WebhookConversation;
  /** A user wrote a note. */
  'convo.note.created': WebhookConversation;
  /** The status of a conversation changed. */
  'convo.status': WebhookConversation;
  /** The tags of a conversation changed. */
  'convo.tags': WebhookConversation;
  /** A customer was created. */
  'customer.created': Customer;
  /** A customer was deleted. */
  'customer.deleted': DeletedObject;
  /** A customer changed. */
  'customer.updated': Customer;
  /** A survey was answered; Help Scout does not document the members. */
  'message.survey.response.received': { [name: string]: Json };
  /** An organization was created. */
  'organization.created': Organization;
  /** An organization was deleted. */
  'organization.deleted': DeletedObject;
  /** An organization changed. */
  'organization.updated': Organization;
  /** A customer rated a reply. */
  'satisfaction.ratings': Rating;
  /** A tag was created. */
  'tag.created': Tag;
  /** A tag was deleted. */
  'tag.deleted': DeletedObject;
  /** A tag changed. */
  'tag.updated': Tag;
  /** The availability of a user changed. */
  'user.status.changed': UserStatus;
}
