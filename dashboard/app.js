// Starts what the page needs. Everything here adds to a page that can be read without it.
import {articlePage} from './article.js';
import {$, button, fill} from './dom.js';
import {openDraft} from './draft.js';
import {bind, listen} from './keys.js';
import {goLive} from './live.js';
import {storyList} from './stories.js';
import {storyPage} from './story.js';
import {openSubmit} from './submit.js';

const {page, subject} = document.body.dataset;

fill($('#tools'), button('Submit', openSubmit), button('Draft check', openDraft));
bind('n', 'submit articles', openSubmit);
bind('d', 'check a draft', openDraft);
listen();
goLive();

const search = page === 'home' ? await storyList($('#stories')) : page === 'story' ? await storyPage(subject) : null;
if (page === 'article') await articlePage(subject);
if (search) bind('/', 'search', search);
document.body.dataset.ready = 'yes';
