//! Tags of the account.

use super::PAGE;
use crate::resource;

resource!(TagResource "tags" as "Tag" {
    "Lists the tags of all inboxes by name." ["tags/list"]
    GET "/v2/tags" ? [PAGE] list("params?: PageParams") -> "TagList";

    "Gets a tag." ["tags/get"]
    GET "/v2/tags/{tagId}" get() -> "Tag";
});
