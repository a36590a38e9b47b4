export { QUICK_COSTS } from './quick-costs.js';
