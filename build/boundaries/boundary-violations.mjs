import { COMPUTED } from './imports-of.mjs';

/**
 * @typedef {{
 *   name: string,
 *   from: (file: string) => boolean,
 *   mayNotReach: (target: string) => boolean,
 * }} Boundary
 *   nothing in `from` may name, directly or through any other file, what `mayNotReach` matches
 */

const EDGES = /^electron\/(main\.ts|preload\.ts|shell\/)/;
const ELECTRON = /^(electron|electron-store|electron-log)($|\/(?!node(\.js)?$))/;

const OURS = /^(electron|renderer|shared|test|build)\/.*\.(ts|tsx|mjs)$/;

/**
 * The project's walls.
 * @type {readonly Boundary[]}
 */
export const boundaries = [
  {
    name: 'Electron only at the edges',
    from: (file) => /^(electron|renderer|shared)\//.test(file) && !EDGES.test(file),
    mayNotReach: (target) =>
      target === COMPUTED || (ELECTRON.test(target) && !/\.tsx?$/.test(target)),
  },
  {
    name: 'no door from a helper to the gateway',
    from: (file) => /^electron\/(codex|drill|faults|helpers|gateway-helpers|keeper)\//.test(file),
    mayNotReach: (target) => target.startsWith('electron/gateway/') || target === COMPUTED,
  },
  {
    name: 'base stands on nothing of ours but shared',
    from: (file) => file.startsWith('electron/base/'),
    mayNotReach: (target) => OURS.test(target) && !/^(electron\/base|shared)\//.test(target),
  },
  {
    name: 'a port names base and shared alone',
    from: (file) => file.startsWith('electron/ports/'),
    mayNotReach: (target) =>
      OURS.test(target) && !/^(electron\/(base|ports)|shared)\//.test(target),
  },
  {
    name: 'credentials know no helper',
    from: (file) => file.startsWith('electron/credentials/'),
    mayNotReach: (target) => target.startsWith('electron/helpers/'),
  },
  {
    name: 'the command line knows no helper',
    from: (file) => file.startsWith('electron/control/'),
    mayNotReach: (target) => target.startsWith('electron/helpers/'),
  },
  {
    name: 'nothing that ships imports a test',
    from: (file) => /^(electron|renderer|shared)\//.test(file),
    mayNotReach: (target) => target.startsWith('test/'),
  },
];

/**
 * The forbidden ways, each as the chain of files that makes it.
 * @param {import('./import-graph.mjs').ImportGraph} graph
 * @param {readonly Boundary[]} rules
 * @returns {string[]} `rule: a.ts -> b.ts -> target`
 */
export function boundaryViolations(graph, rules = boundaries) {
  return rules.flatMap((rule) =>
    [...graph.keys()]
      .filter((file) => rule.from(file))
      .flatMap((file) => {
        const way = shortestWay(graph, file, rule.mayNotReach);
        return way === null ? [] : [`${rule.name}: ${way.join(' -> ')}`];
      }),
  );
}

/**
 * @param {import('./import-graph.mjs').ImportGraph} graph
 * @param {string} start
 * @param {(target: string) => boolean} isGoal
 * @returns {string[] | null}
 */
function shortestWay(graph, start, isGoal) {
  const ways = [[start]];
  const seen = new Set([start]);
  for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
    for (const target of graph.get(way.at(-1) ?? '') ?? []) {
      if (isGoal(target)) return [...way, target];
      if (seen.has(target) || !graph.has(target)) continue;
      seen.add(target);
      ways.push([...way, target]);
    }
  }
  return null;
}
