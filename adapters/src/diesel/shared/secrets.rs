use async_trait::async_trait;
use diesel::prelude::*;
use ports::{Record, Secrets, StoreError};

use super::schema::secrets;
use super::unit::DieselUnit;

#[async_trait]
impl Secrets for DieselUnit {
    async fn find_or_insert(&mut self, name: &str, candidate: &[u8]) -> Result<Vec<u8>, StoreError> {
        let (name, candidate) = (name.to_owned(), candidate.to_vec());
        self.write(Record::Secret, "finding or keeping a secret", move |connection| {
            let found = secrets::table.find(&name).select(secrets::value).first(connection).optional()?;
            if let Some(value) = found {
                return Ok(value);
            }
            let secret = (secrets::name.eq(&name), secrets::value.eq(&candidate));
            diesel::insert_into(secrets::table).values(secret).execute(connection)?;
            Ok(candidate)
        })
        .await
    }

    async fn replace(&mut self, name: &str, value: &[u8]) -> Result<(), StoreError> {
        let (name, value) = (name.to_owned(), value.to_vec());
        self.write(Record::Secret, "replacing a secret", move |connection| {
            diesel::update(secrets::table.find(&name)).set(secrets::value.eq(&value)).execute(connection)?;
            Ok(())
        })
        .await
    }
}
