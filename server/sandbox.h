/* What the process gives up before it reads a byte from outside: core files, new privileges, and
 * every system call that it does not need. */
#pragma once

/* Secrets lie in memory while they are used. No core file is written, and other processes of the
 * same user cannot read this one's memory. */
void sandbox_hide_memory(void);

/* Puts the filter over this thread and all that it starts. For good: nothing can take it off.
 * Returns ERR_FAILED where the kernel takes no filter. */
int sandbox_enter(void);
