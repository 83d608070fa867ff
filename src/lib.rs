//! Help Scout Inbox API client.
