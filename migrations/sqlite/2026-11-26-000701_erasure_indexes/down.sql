-- PostgreSQL alone needs these.
SELECT 1;
