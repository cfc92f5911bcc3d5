CREATE TABLE analytics_counts (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT REFERENCES workspaces (id) ON DELETE CASCADE,
  day DATE NOT NULL,
  route TEXT NOT NULL,
  referrer TEXT NOT NULL,
  device TEXT NOT NULL,
  hits BIGINT NOT NULL
);
CREATE INDEX analytics_counts_day ON analytics_counts (day, workspace_id);

CREATE TABLE analytics_visits (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT REFERENCES workspaces (id) ON DELETE CASCADE,
  visitor_key TEXT NOT NULL,
  started_at TIMESTAMP NOT NULL,
  last_at TIMESTAMP NOT NULL,
  referrer TEXT NOT NULL,
  utm_source TEXT NOT NULL,
  utm_medium TEXT NOT NULL,
  utm_campaign TEXT NOT NULL,
  browser TEXT NOT NULL,
  os TEXT NOT NULL,
  device TEXT NOT NULL,
  country TEXT NOT NULL,
  region TEXT NOT NULL,
  hits INTEGER NOT NULL,
  signed_up_at TIMESTAMP
);
CREATE INDEX analytics_visits_start ON analytics_visits (started_at, workspace_id);
CREATE INDEX analytics_visits_visitor ON analytics_visits (visitor_key, last_at);

CREATE TABLE analytics_hits (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  visit_id BIGINT NOT NULL REFERENCES analytics_visits (id) ON DELETE CASCADE,
  at TIMESTAMP NOT NULL,
  route TEXT NOT NULL,
  action TEXT NOT NULL
);
CREATE INDEX analytics_hits_visit ON analytics_hits (visit_id, id);
CREATE INDEX analytics_hits_at ON analytics_hits (at);
