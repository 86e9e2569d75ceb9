/** All scripts, loaded on every page. Kith works without them; they make it faster. */
import './visits.js';
import './focus.js';
import './forms.js';
import './keys.js';
import './processing.js';
import './search.js';
import './time-zone.js';
