DROP TABLE analytics_hits;
DROP TABLE analytics_visits;
DROP TABLE analytics_counts;
