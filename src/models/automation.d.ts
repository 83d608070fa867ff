/** A workflow. */
interface Workflow {
  id: number;
  mailboxId: number;
  type: Open<'manual' | 'automatic'>;
  status: Open<'active' | 'inactive' | 'invalid'>;
  /** Where it stands among the workflows. */
  order: number;
  name: string;
  createdAt: DateTime;
  modifiedAt: DateTime;
  _links?: HalLinks;
}

type WorkflowPage = Page<'workflows', Workflow>;

interface WorkflowListParams extends PageParams {
  mailboxId?: Id;
  type?: Open<'manual' | 'automatic'>;
}

/** The only change that a workflow takes. */
interface WorkflowPatch {
  op: 'replace';
  path: '/status';
  value: 'active' | 'inactive';
}

interface WorkflowRun {
  /** From 1 to 50, all in the workflow's inbox. */
  conversationIds: number[];
}

type WebhookEvent = Open<
  | 'beacon.chat.created' | 'beacon.chat.customer.replied' | 'convo.agent.reply.created'
  | 'convo.ai-answers-email.reply.created' | 'convo.ai-answers-email.resolution' | 'convo.assigned' | 'convo.created'
  | 'convo.custom-fields' | 'convo.customer.reply.created' | 'convo.deleted' | 'convo.merged' | 'convo.moved'
  | 'convo.note.created' | 'convo.status' | 'convo.tags' | 'customer.created' | 'customer.deleted' | 'customer.updated'
  | 'message.survey.response.received' | 'organization.created' | 'organization.deleted' | 'organization.updated'
  | 'satisfaction.ratings' | 'tag.created' | 'tag.deleted' | 'tag.updated' | 'user.status.changed'
>;

/** A webhook; its secret is never shown. */
interface Webhook {
  id: number;
  url: string;
  state: Open<'enabled' | 'disabled'>;
  events: WebhookEvent[];
  /** Whether deliveries carry only the URI of what changed. */
  notification: boolean;
  payloadVersion: Open<'V2' | 'V3'>;
  label?: string;
  /** Inboxes it is limited to; empty for all. */
  mailboxIds: number[];
  _links?: HalLinks;
}

type WebhookPage = Page<'webhooks', Webhook>;

interface WebhookInput {
  url: string;
  events: WebhookEvent[];
  /** Key of the signature, at most 40 characters. */
  secret: string;
  /** Whether deliveries carry only the URI of what changed. */
  notification?: boolean;
  label?: string;
  /** Default `V2`. */
  payloadVersion?: Open<'V2' | 'V3'>;
  /** Inboxes it is limited to; default all. */
  mailboxIds?: number[];
}
