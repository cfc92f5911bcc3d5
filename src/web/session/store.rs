//! The session store behind actix-session: rows of `sessions`.

use std::collections::HashMap;

use actix_session::storage::{LoadError, SaveError, SessionKey, SessionStore, UpdateError};
use actix_web::cookie::time::Duration;

use super::{FAILED, INFO, START, Start, queries};
use crate::db::{Unscoped, ids};
use crate::services::Services;

type State = HashMap<String, String>;

/// A session's `last_seen_at` is written at most this often.
const TOUCH_AFTER: time::Duration = time::Duration::minutes(5);

pub struct Store {
    services: Services,
}

impl Store {
    pub fn new(services: Services) -> Self {
        Self { services }
    }
}

impl SessionStore for Store {
    async fn load(&self, key: &SessionKey) -> Result<Option<State>, LoadError> {
        let hash = ids::digest(key.as_ref());
        let now = self.services.clock.now();
        let found =
            self.services.db.lookup(move |conn| queries::find(&mut Unscoped::new(conn, now), &hash)).await;
        let (info, last_seen_at) = match found {
            Ok(Some(found)) => found,
            Ok(None) => return Ok(None),
            // Reported by `load_viewer`, which can answer with a page.
            Err(error) => return Ok(Some(State::from([(FAILED.to_owned(), error.to_string())]))),
        };
        if now - last_seen_at > TOUCH_AFTER {
            let id = info.session_id;
            self.services
                .db
                .write(move |conn| queries::touch(&mut Unscoped::new(conn, now), id))
                .await
                .map_err(|e| LoadError::Other(e.into()))?;
        }
        let text = serde_json::to_string(&info).map_err(|e| LoadError::Deserialization(e.into()))?;
        Ok(Some(State::from([(INFO.to_owned(), text)])))
    }

    async fn save(&self, state: State, _ttl: &Duration) -> Result<SessionKey, SaveError> {
        let text = state.get(START).map(String::as_str).unwrap_or_default();
        let start: Start = serde_json::from_str(text).map_err(|e| SaveError::Serialization(e.into()))?;
        let token = ids::random_token().map_err(|e| SaveError::Other(e.into()))?;
        let hash = ids::digest(&token);
        let now = self.services.clock.now();
        self.services
            .db
            .write(move |conn| queries::insert(&mut Unscoped::new(conn, now), &start, &hash))
            .await
            .map_err(|e| SaveError::Other(e.into()))?;
        SessionKey::try_from(token).map_err(|e| SaveError::Other(e.into()))
    }

    /// Nothing of the state outlives a request but what `save` made a row of.
    async fn update(
        &self,
        key: SessionKey,
        _state: State,
        _ttl: &Duration,
    ) -> Result<SessionKey, UpdateError> {
        Ok(key)
    }

    async fn update_ttl(&self, _key: &SessionKey, _ttl: &Duration) -> Result<(), anyhow::Error> {
        Ok(())
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), anyhow::Error> {
        let hash = ids::digest(key.as_ref());
        let now = self.services.clock.now();
        self.services.db.write(move |conn| queries::end_by_key(&mut Unscoped::new(conn, now), &hash)).await?;
        Ok(())
    }
}
