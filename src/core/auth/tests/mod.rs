//! Tests of the token's life.

mod files;
mod keeper;
mod request;
