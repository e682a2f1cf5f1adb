use std::sync::Arc;

use domain::audit::Deed;
use domain::{User, UserName};
use ports::{AccessFilter, Clock, Entropy, GroupFilter, Intent, Store, UnitOfWork, Window};
use time::OffsetDateTime;

use super::plan::{Existing, Planner};
use super::{Plan, Proposal, Step};
use crate::error::AppError;
use crate::services::Origin;
use crate::services::accesses::view;
use crate::services::audit::Recorded;
use crate::services::users::with_its_groups;

/// Moves into a store what another program has. Who can use it can change the store's file, and
/// needs no permission of it; a server on the same store notices what is done.
pub struct Importer {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

/// How to import.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// Whether accounts that are there become what the source says, with its passwords.
    pub replace: bool,
    /// Accounts of the source that become admins.
    pub admins: Vec<UserName>,
}

impl Importer {
    /// An importer into this store.
    pub fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        Self { store, clock, entropy }
    }

    /// What would be done; nothing is.
    pub async fn plan(&self, proposal: Proposal, options: &ImportOptions) -> Result<Plan, AppError> {
        self.plan_in(self.store.begin(Intent::Read).await?.as_mut(), proposal, options).await
    }

    /// Does all of it or, when that fails, nothing. Fails if there were no enabled admin afterwards.
    pub async fn apply(&self, proposal: Proposal, options: &ImportOptions) -> Result<Plan, AppError> {
        let mut unit = self.store.begin(Intent::Write).await?;
        let plan = self.plan_in(unit.as_mut(), proposal, options).await?;
        if !plan.leaves_an_admin {
            return Err(AppError::Refused("nobody could administer afterwards; --admin makes an account an admin"));
        }
        write(unit.as_mut(), &plan, self.clock.now()).await?;
        unit.commit().await?;
        Ok(plan)
    }

    async fn plan_in(
        &self,
        unit: &mut dyn UnitOfWork,
        mut proposal: Proposal,
        options: &ImportOptions,
    ) -> Result<Plan, AppError> {
        if let Some(login) = proposal.promote(&options.admins) {
            return Err(AppError::BadRequest(format!("no account {login} can be imported, so it cannot be an admin")));
        }
        let existing = Existing {
            users: unit.users().all_with_passwords().await?,
            groups: unit.groups().list(&GroupFilter::default(), &Vec::new(), Window::ALL).await?.items,
            accesses: unit.accesses().list(&AccessFilter::default(), &Vec::new(), Window::ALL).await?.items,
        };
        let (now, entropy) = (self.clock.now(), self.entropy.as_ref());
        Ok(Planner { existing: &existing, options, now, entropy }.plan(proposal)?)
    }
}

async fn write(unit: &mut dyn UnitOfWork, plan: &Plan, now: OffsetDateTime) -> Result<(), AppError> {
    let by = Origin::command_line();
    for group in plan.groups.iter().filter(|planned| planned.step == Step::Create) {
        unit.groups().insert(&group.record).await?;
        unit.audit().append(vec![by.creation(now, &group.record)]).await?;
    }
    for planned in &plan.users {
        let (user, password) = &planned.record;
        match planned.step {
            Step::Create => {
                unit.users().insert(user, password).await?;
                let view = with_its_groups(unit, user.clone()).await?;
                unit.audit().append(vec![by.creation(now, &view)]).await?;
            }
            Step::Replace => {
                tell_of_replacing(unit, user, &by, now).await?;
                unit.users().update(user).await?;
                unit.users().set_password(user.id, password).await?;
                unit.sessions().remove_of_user(user.id, None).await?;
                unit.refresh_tokens().remove_of_user(user.id).await?;
            }
            Step::Keep | Step::KeepOther => {}
        }
    }
    for planned in plan.accesses.iter().filter(|planned| planned.step == Step::Create) {
        let access = &planned.record.0;
        unit.accesses().insert(access).await?;
        let view = view(unit, access.clone()).await?;
        unit.audit().append(vec![by.creation(now, &view)]).await?;
    }
    Ok(())
}

async fn tell_of_replacing(
    unit: &mut dyn UnitOfWork,
    user: &User,
    by: &Origin,
    now: OffsetDateTime,
) -> Result<(), AppError> {
    let after = with_its_groups(unit, user.clone()).await?;
    let before = unit.users().find(user.id).await?.ok_or(AppError::NotFound("user"))?;
    let before = with_its_groups(unit, before).await?;
    let reset = by.event(now, Deed::PasswordReset, Some(before.target()));
    unit.audit().append(by.update(now, &before, &after).into_iter().chain([reset]).collect()).await?;
    Ok(())
}
