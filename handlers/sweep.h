/* What has to happen at its time, without anybody asking: articles whose embargo ends are analysed
 * and stored, those that were kept long enough go, and articles of an earlier schema get the rows
 * that searches read; tokens that another process has made or revoked become known. One thread,
 * which looks every second. */
#pragma once

struct access;
struct resources;
struct storage;
struct sweep;

/* Told of what fails, for the log: `what` and the error's name are static strings. */
typedef void sweep_failed(const char *what, const char *error);

/* NULL without memory or thread. The sweep ends before its resources and storage do. */
struct sweep *sweep_start(const struct resources *resources, struct storage *storage,
                          struct access *access, sweep_failed *failed);

/* Takes NULL calmly. */
void sweep_stop(struct sweep *sweep);
