use std::collections::{BTreeSet, HashMap};

use domain::{Label, Role, UserName};

use super::bcrypt::bcrypt;
use super::{Proposal, ProposedUser, What};

const IN_GENERAL: &[&str] =
    &["An htpasswd file lets everybody in it do everything. Here its accounts have the role user and may do nothing \
     until there are rules for them."];

/// What an htpasswd file says: a line `login:hash` for each account. As the registry does, it takes
/// the last line of a login, and knows bcrypt alone.
pub(super) fn proposal(text: &str) -> Proposal {
    let mut proposal = Proposal { in_general: IN_GENERAL, ..Proposal::default() };
    let lines =
        || text.lines().map(str::trim).enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let login_of = |line: &str| line.split_once(':').map(|(login, _)| login.to_owned());
    let last: HashMap<_, _> = lines().map(|(index, line)| (login_of(line), index)).collect();
    for (index, line) in lines() {
        let about = format!("line {}", index + 1);
        if login_of(line).is_some_and(|login| last.get(&Some(login)) != Some(&index)) {
            proposal.note(about, What::NotImported("a later line is for the same login".to_owned()));
            continue;
        }
        match account(line) {
            Ok(user) => proposal.users.push(user),
            Err(why) => proposal.note(about, What::NotImported(why)),
        }
    }
    proposal
}

/// Whether this could be an htpasswd file: each line that says something has a login before a colon.
pub(super) fn is_likely(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).peekable();
    lines.peek().is_some()
        && lines.all(|line| {
            line.split_once(':').is_some_and(|(login, hash)| !login.is_empty() && !hash.contains(char::is_whitespace))
        })
}

fn account(line: &str) -> Result<ProposedUser, String> {
    let (login, hash) = line.split_once(':').ok_or("it has no colon")?;
    let login: UserName = login.parse().map_err(|error| format!("the login {login:?} {error}"))?;
    let password = bcrypt(hash).map_err(|why| format!("{login}: {why}"))?;
    Ok(ProposedUser {
        name: Label::from(login.clone()),
        login,
        role: Role::User,
        groups: BTreeSet::new(),
        disabled: false,
        description: String::new(),
        password,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HASH: &str = "$2y$05$LO.vzwpWC5LZGqThvEfznu8qhb5SGqvBSWY1J3yZ4AxtMRZ3kN5jC";

    #[test]
    fn accounts_with_bcrypt_come_and_all_else_is_told() {
        let text = format!(
            "# users\n\nalice:{HASH}\nbob:$apr1$x$y\nno colon\nalice:{}\r\nbad name:{HASH}\ncarol:{{SHA}}x\n",
            HASH.replace("$05$", "$06$")
        );
        let proposal = proposal(&text);
        let [alice] = &proposal.users[..] else { panic!("{proposal:?}") };
        assert_eq!((alice.login.as_str(), &alice.password.0[..7]), ("alice", "$2y$06$"));
        let told: Vec<_> = proposal.differences.iter().map(|difference| difference.about.as_str()).collect();
        assert_eq!(told, ["line 3", "line 4", "line 5", "line 7", "line 8"]);
    }

    proptest! {
        #[test]
        fn any_text_can_be_read(text in any::<String>(), near in "([a-z:$#\n .]|\\$2y\\$05\\$){0,80}") {
            for text in [text, near] {
                let said = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).count();
                let proposal = proposal(&text);
                prop_assert_eq!(proposal.users.len() + proposal.differences.len(), said);
            }
        }
    }
}
