/** @type {Window['seen']} */
const seen = { states: [], targets: [], violations: [] };
window.seen = seen;
document.addEventListener('securitypolicyviolation', (event) => {
  seen.violations.push(event.violatedDirective);
});
window.bulkhead.onState((state) => seen.states.push(state));
window.bulkhead.onNavigate((target) => seen.targets.push(target));
