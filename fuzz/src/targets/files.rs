use std::collections::HashSet;

use adapters::fuzzing;
use app::services::import::{Proposal, Source, SourceKind, Whom};

use super::text;

/// The htpasswd file of a registry.
pub(super) fn htpasswd(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let content = fuzzing::htpasswd(text);
    assert!(content.users.len() <= text.lines().count());
    assert!(content.users.iter().all(|(login, _)| !login.contains([':', '\n']) && !login.starts_with('#')));
}

/// An htpasswd file to move in from.
pub(super) fn import_htpasswd(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    SourceKind::of(bytes);
    let proposal = Source::Htpasswd(text.to_owned()).proposal().expect("any text is one");
    assert!(proposal.accesses.is_empty(), "nobody may do anything yet");
    fits_together(&proposal);
}

/// A configuration of docker_auth to move in from.
pub(super) fn import_docker_auth(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    SourceKind::of(bytes);
    if let Ok(proposal) = Source::DockerAuth(text.to_owned()).proposal() {
        fits_together(&proposal);
    }
}

/// No login comes twice, and each rule is for somebody who comes too.
fn fits_together(proposal: &Proposal) {
    let mut logins = HashSet::new();
    assert!(proposal.users.iter().all(|user| logins.insert(&user.login)));
    assert!(proposal.users.iter().all(|user| user.password.0.len() == 60));
    let is_there = |whom: &Whom| match whom {
        Whom::User(login) => logins.contains(login),
        Whom::Group(name) => proposal.groups.iter().any(|group| group.name == *name),
        Whom::RegisteredUsers | Whom::Anyone => true,
    };
    assert!(proposal.accesses.iter().all(|access| is_there(&access.whom)));
    assert!(proposal.accesses.iter().all(|access| !access.actions.is_empty()));
}
