//! Users, AI agents (system users) and teams.

use super::PAGE;
use crate::resource;

/// Who may change users.
const ADMINS: &str = "Administrators and account owners only.";

resource!(TeamResource "teams" as "Team" {
    "Lists teams." ["teams/list-teams"]
    GET "/v2/teams" ? [PAGE] list("params?: PageParams") -> "TeamPage";
});

resource!(TeamMemberResource "teams.teamMembers" as "TeamMember" {
    "Lists the members of a team." ["teams/list-team-members"]
    GET "/v2/teams/{teamId}/members" ? [PAGE] list("params?: PageParams") -> "UserPage";

    "Adds members to a team and removes others." ["teams/update-team-members"]
    PUT "/v2/teams/{teamId}/members" update("data: TeamMembersUpdate") -> "NoContent";
});

resource!(UserResource "users" as "User" {
    "Gets a user." ["users/get"]
    GET "/v2/users/{userId}" get() -> "User";

    "Lists users, invited ones included." ["users/list"]
    GET "/v2/users" ? [&["email", "mailbox", "page"]] list("params?: UserListParams") -> "UserPage";

    "Gets the user whose token makes the call." ["users/me"]
    GET "/v2/users/me" me() -> "User";

    "Creates a user; their id is in the `resource-id` header." ["users/create"; ADMINS]
    POST "/v2/users" create("data: UserCreate") -> "NoContent";

    "Deletes a user." ["users/delete"; ADMINS, "Nobody can delete themselves."]
    DELETE "/v2/users/{userId}" delete() -> "NoContent";
});

resource!(UserStatusResource "users.status" as "Status" {
    "Gets the availability of a user." ["users/status/get"]
    GET "/v2/users/{userId}/status" get() -> "UserStatus";

    "Lists the availability of all users." ["users/status/list"]
    GET "/v2/users/status" ? [PAGE] list("params?: PageParams") -> "UserStatusPage";

    "Sets the e-mail availability of a user." ["users/status/set";
        "Only administrators and account owners may set the status of others."]
    PUT "/v2/users/{userId}/status" update("data: UserStatusUpdate") -> "NoContent";
});

resource!(ConversationReassignmentResource "users.conversationReassignment" as "ConversationReassignment" {
    "Gets whether conversations of an absent user are reassigned." ["users/conversation%20reassignment/get"]
    GET "/v2/users/{userId}/conversation-reassignment" get() -> "ConversationReassignment";

    "Sets whether conversations of an absent user are reassigned." ["users/conversation%20reassignment/update"]
    PUT "/v2/users/{userId}/conversation-reassignment"
        update("data: ConversationReassignmentUpdate") -> "NoContent";
});

resource!(SystemUserResource "systemUsers" as "SystemUser" {
    "Gets a system user." ["system-users/get-system-user"]
    GET "/v3/system-users/{systemUserId}" get() -> "SystemUser";

    "Lists system users." ["system-users/list-system-users"]
    GET "/v3/system-users" ? [PAGE] list("params?: PageParams") -> "SystemUserPage";
});
