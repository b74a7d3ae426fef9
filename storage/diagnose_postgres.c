/* What is wrong with a store on a server: can it be reached, is it claimd's, is it of this
 * program's schema, and does what it counts fit its rows. Whether its files are whole is the
 * server's matter.
 */
#include "base/error.h"
#include "storage/care.h"
#include "storage/engine.h"
#include "storage/files.h"
#include "storage/migrate.h"

#include <stdio.h>

static void found(struct storage_diagnosis *diagnosis, enum storage_health health,
                  const char *advice) {
    diagnosis->health = health;
    (void)snprintf(diagnosis->advice, sizeof diagnosis->advice, "%s", advice); /* cut is fine */
}

static void examine(struct connection *connection, struct storage_diagnosis *diagnosis) {
    struct storage_facts *facts = &diagnosis->facts;
    int64_t bytes = 0;
    int64_t astray = 0;
    int error =
        connection_number(connection, "SELECT pg_database_size(current_database())", &bytes);
    if (!error)
        error = connection_number(connection, "SELECT count(*) FROM article", &facts->articles);
    if (!error)
        error = connection_number(
            connection,
            "SELECT count(*) FROM shared WHERE articles <> (SELECT count(*) FROM article)"
            " OR stories <> (SELECT count(*) FROM story)"
            " OR events <> (SELECT coalesce(max(number), 0) FROM event)"
            " OR events <> (SELECT count(*) FROM event)",
            &astray);
    facts->file_bytes = (uint64_t)bytes;
    if (!error && !astray)
        return;
    (void)reason_set(diagnosis->reason, 0, "%s",
                     error ? connection_reason(connection)
                           : "what the store counts does not fit its rows");
    found(diagnosis, STORAGE_DAMAGED,
          "Something else has written to its tables: restore a dump (pg_restore).");
}

void diagnose_postgres(const char *address, struct storage_diagnosis *diagnosis) {
    struct connection connection;
    struct storage_facts *facts = &diagnosis->facts;
    int error = connection_open(address, CONNECTION_READER, &connection);
    facts->newest_schema = migrate_postgres_newest();
    if (error) {
        (void)reason_set(diagnosis->reason, 0, "%s", connection_reason(&connection));
        found(diagnosis, STORAGE_UNREACHABLE,
              "Is the server up, and are host, port, user, password and database right? psql takes "
              "the same address.");
        connection_close(&connection);
        return;
    }
    error = migrate_postgres_judge(&connection, &facts->schema, diagnosis->reason);
    if (error == ERR_UNSUPPORTED) {
        found(diagnosis, STORAGE_NEWER, "Run that newer claimd, or restore an older dump.");
    } else if (error) {
        found(diagnosis, STORAGE_UNREACHABLE, "psql takes the same address: ask there.");
    } else if (facts->schema == 0) {
        (void)reason_set(diagnosis->reason, 0, "there are no tables of claimd's yet");
        found(diagnosis, STORAGE_MISSING, "claimd serve or claimd migrate makes them.");
    } else {
        examine(&connection, diagnosis);
    }
    connection_close(&connection);
}
