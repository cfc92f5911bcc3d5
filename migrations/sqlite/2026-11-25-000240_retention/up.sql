-- Each nightly run of the retention rules, and how many rows each rule removed.
CREATE TABLE retention_runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  started_at TIMESTAMP NOT NULL,
  finished_at TIMESTAMP
);
CREATE INDEX retention_runs_started ON retention_runs (started_at);
CREATE TABLE retention_counts (
  run_id BIGINT NOT NULL REFERENCES retention_runs (id) ON DELETE CASCADE,
  rule TEXT NOT NULL,
  removed BIGINT NOT NULL DEFAULT 0,
  finished_at TIMESTAMP,
  PRIMARY KEY (run_id, rule)
);

-- A rule finds the rows whose time is over without looking at the others.
CREATE INDEX jobs_finished ON jobs (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX passkey_challenges_expiry ON passkey_challenges (expires_at);
CREATE INDEX account_tokens_expiry ON account_tokens (expires_at);
CREATE INDEX known_devices_seen ON known_devices (last_seen_at);
CREATE INDEX sign_in_throttles_updated ON sign_in_throttles (updated_at);
CREATE INDEX invitations_expiry ON invitations (expires_at);
CREATE INDEX undo_batches_created ON undo_batches (created_at);
CREATE INDEX analytics_visits_last ON analytics_visits (last_at);
CREATE INDEX faults_at ON faults (at);
CREATE INDEX account_events_at ON account_events (at);
CREATE INDEX legal_holds_released ON legal_holds (released_at) WHERE released_at IS NOT NULL;

-- Where the record of a business begins once its oldest entries were removed.
ALTER TABLE activity_heads ADD COLUMN begins_seq BIGINT NOT NULL DEFAULT 0;
ALTER TABLE activity_heads ADD COLUMN begins_hash TEXT NOT NULL DEFAULT '';

-- When the owner of a hold was told that its review is due.
ALTER TABLE legal_holds ADD COLUMN reminded_at TIMESTAMP;

-- A choice that was withdrawn has ended then.
UPDATE consent_events SET expires_at = withdrawn_at WHERE withdrawn_at < expires_at;

-- One engine takes the place of these.
DELETE FROM job_schedules WHERE name IN ('jobs.sweep', 'account.sweep', 'staff.sweep', 'signup.sweep', 'consent.sweep',
  'analytics.sweep', 'faults.sweep', 'privacy.sweep_events', 'notes.purge', 'contacts.empty_trash');
DELETE FROM jobs WHERE state <> 'done' AND kind IN ('jobs.sweep', 'account.sweep', 'staff.sweep', 'signup.sweep',
  'consent.sweep', 'analytics.sweep', 'faults.sweep', 'privacy.sweep_events', 'notes.purge', 'contacts.empty_trash');
