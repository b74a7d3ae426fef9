-- Parts the large tables of an empty store by ranges of article numbers, which grow with time: what a month brings lies together,
-- and goes together. Run it once, as the owner of the tables, between `claimd migrate` and the first article:
--
--     claimd migrate --database postgresql://… && psql -v size=1000000 -v ahead=12 -f partitions.sql postgresql://…
--
-- `size` articles to a partition (take what a month brings), `ahead` partitions at once; what comes after them goes to a last one without
-- an end, so that nothing is ever refused. Before the ranges run out, make more: SELECT claimd_partitions(first, size, count) with
-- the number behind the last range. The tables keep their columns, keys and indexes, and claimd its statements.
\set ON_ERROR_STOP on
\if :{?size} \else \set size 1000000 \endif
\if :{?ahead} \else \set ahead 12 \endif
BEGIN;

CREATE FUNCTION claimd_partitions(first bigint, size bigint, count integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    parted record;
    begins bigint;
BEGIN
    FOR parted IN SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                  WHERE c.relkind = 'p' AND n.nspname = current_schema() LOOP
        FOR i IN 0 .. count - 1 LOOP
            begins := first + i * size;
            EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%s) TO (%s)', parted.relname || '_' || begins,
                           parted.relname, begins, begins + size);
        END LOOP;
    END LOOP;
END $$;

DO $$
DECLARE
    parted record;
    foreign_key record;
BEGIN
    IF EXISTS (SELECT 1 FROM article) THEN
        RAISE EXCEPTION 'the store is not empty';
    END IF;
    -- document_index refers to document, and is left whole: its index of words is searched whole in any case.
    FOR parted IN SELECT * FROM (VALUES ('claim', 'article'), ('quantity', 'article'), ('quotation', 'article'), ('mention', 'article'),
                                 ('posting', 'article'), ('alignment_view', 'article'), ('alignment_member', 'article'),
                                 ('compared', 'article')) AS t (name, key) LOOP
        EXECUTE format('ALTER TABLE %I RENAME TO %I', parted.name, parted.name || '_whole');
        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL) PARTITION BY RANGE (%I)', parted.name, parted.name || '_whole',
                       parted.key);
        FOR foreign_key IN SELECT conname, pg_get_constraintdef(oid) AS definition FROM pg_constraint
                           WHERE conrelid = (parted.name || '_whole')::regclass AND contype = 'f' LOOP
            EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I %s', parted.name, foreign_key.conname, foreign_key.definition);
        END LOOP;
        EXECUTE format('DROP TABLE %I', parted.name || '_whole');
        EXECUTE format('CREATE TABLE %I PARTITION OF %I DEFAULT', parted.name || '_rest', parted.name);
    END LOOP;
END $$;

SELECT claimd_partitions(1, :size, :ahead);
COMMIT;
