/** The one small script of ordinary pages. Everything on them works without it. */

import { decks } from "./decks";
import { guardForms } from "./site/forms";
import { closeMenus } from "./site/menus";
import { offerTimeZones, rememberTimeZone } from "./site/zone";

rememberTimeZone();
offerTimeZones();
closeMenus();
guardForms();
decks();
