//! What it means that a registry refuses a password that it checks itself.

use super::fault::Fault;
use super::registry_config::HtpasswdAuth;

/// How our own login stands in the file that we keep for the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// There is no file.
    Nothing,
    /// It does not stand there, or with another password.
    Otherwise,
    /// As it should.
    Right,
}

/// Why the registry refuses our own login; `kept` is an error if the file cannot be read here.
pub(super) fn judge_password_refusal(
    file: &str,
    login: &str,
    kept: Result<Kept, String>,
    configured: Option<&HtpasswdAuth>,
) -> Fault {
    const RESTART: &str =
        "restart the server with the options that this command has, or give this command those of the server";
    match kept {
        Err(why) => Fault::other(why, "let this command run as the user that the server runs as"),
        Ok(Kept::Nothing) => {
            Fault::other(format!("the server does not keep the file {file}: it is not there"), RESTART)
        }
        Ok(Kept::Otherwise) => {
            Fault::other(format!("the server does not keep {login} with registry.password in {file}"), RESTART)
        }
        Ok(Kept::Right) => {
            let reads = configured.map(|configured| format!(": it reads {}", configured.path.display()));
            let problem = format!("the registry does not know who stands in {file}{}", reads.unwrap_or_default());
            let value = format!("{file}; in a container mount its folder, not the file alone");
            Fault::of_registry(problem, "auth.htpasswd.path", value)
        }
    }
}

/// Why a registry refuses somebody, when it knows us.
pub(super) fn judge_stranger(login: &str, challenge: &str) -> Fault {
    let advice = format!(
        "give the right password of {login}; the registry knows only accounts that are enabled and need not change \
         their password, and a password from the time of tokens only after it was used once in the user interface"
    );
    Fault::other(format!("the registry refuses {login}: {challenge}"), advice)
}

#[cfg(test)]
mod tests {
    use super::super::fault::Fix;
    use super::*;

    fn judge(kept: Result<Kept, String>) -> Fault {
        let configured = HtpasswdAuth { path: "/other".into() };
        judge_password_refusal("/ours", "me", kept, Some(&configured))
    }

    #[test]
    fn a_file_that_is_not_kept_is_told_from_one_that_is_not_read() {
        assert!(judge(Ok(Kept::Nothing)).problem.contains("/ours: it is not there"));
        assert!(judge(Ok(Kept::Otherwise)).problem.contains("does not keep me"));
        assert_eq!(judge(Err("cannot read /ours".to_owned())).problem, "cannot read /ours");
        let unread = judge(Ok(Kept::Right));
        assert!(unread.problem.ends_with("it reads /other"), "{unread:?}");
        assert!(matches!(unread.fix, Fix::Registry { key: "auth.htpasswd.path", .. }), "{unread:?}");
    }
}
