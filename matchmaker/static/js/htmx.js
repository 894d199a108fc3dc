/** htmx under our content security policy; its settings stand in the page's meta htmx-config. */
import htmx from "htmx.org";

window.htmx = htmx;
