// Everything works without this file; it only makes some of it smoother.
import { initAll } from "/static/vendor/govuk-frontend/govuk-frontend.min.js";

initAll();
