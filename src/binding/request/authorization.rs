//! Who a request says that it is.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::Request;
use crate::binding::args::config::Opt;
use crate::binding::args::headers::Headers;
use crate::binding::bad_input::Refusal;
use crate::core::call::Authorization;
use crate::core::url::Target;

impl<'e> Request<'_, 'e> {
    /// The bearer token and the client's `auth` go to the configured origin only, and
    /// the token never over what the caller chose: `auth`, user info in the URL, headers
    /// of `handleRequest`.
    pub(super) fn authorization(
        &self,
        headers: &mut Headers,
        at_home: bool,
        target: &Target,
    ) -> Result<Authorization, Refusal<'e>> {
        let own = if at_home {
            Authorization::Own
        } else {
            Authorization::Foreign
        };
        let auth = self.config.truthy(Opt::Auth);
        if let Some(auth) = auth.filter(|_| at_home || !self.auth_is_of_client) {
            let part = |name| -> Result<String, Refusal<'e>> {
                let value = auth.get(name)?;
                Ok(if value.is_truthy() {
                    value.to_text()?
                } else {
                    String::new()
                })
            };
            headers.set(
                "Authorization",
                basic(&format!("{}:{}", part(c"username")?, part(c"password")?)),
            );
            return Ok(own);
        }
        if let Some(userinfo) = &target.userinfo {
            let pair = if userinfo.contains(':') {
                userinfo.clone()
            } else {
                format!("{userinfo}:")
            };
            headers.set("Authorization", basic(&pair));
            return Ok(own);
        }
        if self.options.replaces_headers || !at_home {
            return Ok(own);
        }
        headers.remove("Authorization");
        Ok(Authorization::Bearer)
    }
}

fn basic(pair: &str) -> String {
    format!("Basic {}", BASE64_STANDARD.encode(pair))
}
