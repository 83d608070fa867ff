//! Beacon chats, from the Chat API.

use super::PAGE;
use crate::resource;

resource!(ChatResource "chats" as "Chat" {
    "Gets a chat with its events." ["https://developer.helpscout.com/chat-api/"]
    GET "/chat/v1/{chatId}" get() -> "Chat";
});

resource!(ChatEventResource "chats.events" as "Event" {
    "Lists the events of a chat." ["https://developer.helpscout.com/chat-api/"]
    GET "/chat/v1/{chatId}/events" ? [PAGE] list("params?: PageParams") -> "ChatEventPage";
});
