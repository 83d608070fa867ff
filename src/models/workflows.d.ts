/**
 * A workflow.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/workflows/list/
 */
interface Workflow {
  /** Id of the workflow. */
  id: number;
  /** Id of the inbox. */
  mailboxId: number;
  /** Whether somebody or something starts it. */
  type: Open<'automatic' | 'manual'>;
  /** Whether it works. */
  status: Open<'active' | 'inactive' | 'invalid'>;
  /** Where it stands among the workflows. */
  order: number;
  /** Name of the workflow. */
  name: string;
  /** When it was created. */
  createdAt: DateTime;
  /** When it last changed. */
  modifiedAt: DateTime;
  /** Where it is. */
  _links?: Links;
}

/** A page of workflows. */
type WorkflowPage = Page<'workflows', Workflow>;

/** Filters of a list of workflows; all must hold. */
interface WorkflowListParams extends PageParams {
  /** Id of an inbox. */
  mailboxId?: Id;
  /** Whether somebody or something starts it. */
  type?: Open<'automatic' | 'manual'>;
}

/**
 * The only change that a workflow takes.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/workflows/update/
 */
type WorkflowPatch = ReplaceOperation<'/status', 'active' | 'inactive'>;

/**
 * What to run a manual workflow on.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/workflows/run/
 */
interface WorkflowRun {
  /** Ids of 1 to 50 conversations, all in the workflow's inbox. */
  conversationIds: readonly BodyId[];
}
