/* HTML answers: escaped text, the frame that all pages of the dashboard share, and the header
 * fields that keep a page from doing anything but what its own scripts do.
 *
 * Everything can be read without scripts. Links are relative, so that a page works under any base
 * path of a proxy; `root` leads from the page to the top ("" or "../").
 */
#pragma once

#include "handlers/request.h"

/* Appends text with the five characters of HTML escaped; for attributes in double quotes too. An
 * absent slice appends nothing. */
void html_text(struct buffer *out, struct slice text);

/* An element with escaped text; `attributes` (a literal with a leading space, or "") are printed as
 * they are. */
void html_element(struct buffer *out, const char *name, const char *attributes, struct slice text);

/* Everything up to the page's own content, and from there to the end. `kind` names the page for the
 * style sheet and the scripts, `subject` is the id of what it shows (absent for none). */
void html_page_begin(struct request *request, const char *root, const char *kind,
                     struct slice subject, struct slice title);
void html_page_end(struct request *request);

/* Answers with request->out as text/html under a content security policy without inline code. */
void reply_html(struct request *request, int status);
