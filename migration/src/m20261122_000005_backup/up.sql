-- Backup and restore: what came from a file, and what was kept in files.

-- An open order from a backup: no door opens for it and no money goes back by itself.
ALTER TABLE sales ADD COLUMN restored BOOLEAN NOT NULL DEFAULT FALSE;

-- Not a part of any backup: the same file restored twice gives the same data.
CREATE TABLE restores (
    id             TEXT   PRIMARY KEY,
    -- The moment of the file, as it says itself.
    made_at        TEXT   NOT NULL,
    format         TEXT   NOT NULL,
    row_count      BIGINT NOT NULL,
    open_orders    BIGINT NOT NULL,
    -- Where the data of before lie.
    safety_backup  TEXT,
    -- A name, not a reference: whoever it was may not be in the file.
    restored_by    TEXT,
    restored_at    BIGINT NOT NULL
);

-- The backups that the program makes by itself, and whether they could be restored.
CREATE TABLE scheduled_backups (
    id           TEXT   PRIMARY KEY,
    file         TEXT   NOT NULL,
    row_count    BIGINT NOT NULL,
    sha256       TEXT   NOT NULL,
    -- NULL when all went well.
    failure      TEXT,
    started_at   BIGINT NOT NULL,
    ended_at     BIGINT NOT NULL
);
CREATE INDEX scheduled_backups_by_time ON scheduled_backups (started_at);
