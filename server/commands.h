/* The commands of claimd: each takes what stands behind its name and returns the exit status. */
#pragma once

enum { EXIT_USAGE = 2 };

int command_serve(int argc, char **argv);
int command_analyze(int argc, char **argv);
int command_compare(int argc, char **argv);
int command_import(int argc, char **argv);
int command_export(int argc, char **argv);
int command_verify(int argc, char **argv);
int command_replay(int argc, char **argv);
int command_backup(int argc, char **argv);
int command_restore(int argc, char **argv);
int command_copy(int argc, char **argv);
int command_migrate(int argc, char **argv);
int command_doctor(int argc, char **argv);
int command_config(int argc, char **argv);
int command_healthcheck(int argc, char **argv);
int command_token(int argc, char **argv);
int command_version(int argc, char **argv);
