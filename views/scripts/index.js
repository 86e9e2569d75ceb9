/** Every script of every page. Kith works without them; they make it quicker. */
import './visits.js';
import './focus.js';
import './forms.js';
import './keys.js';
import './processing.js';
import './search.js';
import './time-zone.js';
