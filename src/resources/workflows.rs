//! Workflows.

use crate::resource;

resource!(WorkflowResource "workflows" as "Workflow" {
    "Lists workflows." ["workflows/list"]
    GET "/v2/workflows" ? [&["mailboxId", "type", "page"]]
        list("params?: WorkflowListParams") -> "WorkflowPage";

    "Runs a manual workflow on up to 50 conversations." ["workflows/run"]
    POST "/v2/workflows/{workflowId}/run" runManual("data: WorkflowRun") -> "NoContent";

    "Activates or deactivates a workflow." ["workflows/update"]
    PATCH "/v2/workflows/{workflowId}" update("data: WorkflowPatch") -> "NoContent";
});
