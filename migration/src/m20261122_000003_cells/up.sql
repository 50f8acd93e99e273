-- What was opened by hand in the last minutes stands in the grid of an ortomat, which is read every second; and an
-- ortomat is deleted without reading every command that there ever was.
CREATE INDEX commands_of_ortomat ON commands (ortomat_id, created_at);
