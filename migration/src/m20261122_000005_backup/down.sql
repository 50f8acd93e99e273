DROP TABLE scheduled_backups;
DROP TABLE restores;
ALTER TABLE sales DROP COLUMN restored;
