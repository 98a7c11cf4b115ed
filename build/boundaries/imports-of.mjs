import ts from 'typescript';

/** Stands for an `import()` or `require()` whose target is only known at run time. */
export const COMPUTED = '<computed>';

/** Node's own ways to get at a module by another name; where one is used, anything may be loaded. */
const LOADERS = new Set(['createRequire', 'getBuiltinModule']);

/**
 * Every module a file names, in whatever form: import, `import type`, export from, `import()` as a
 * value or a type, `import = require()`, `require()` and `require.resolve()`.
 * A loader of Node's under whatever name counts as COMPUTED.
 * @param {string} file its name tells the language
 * @param {string} text
 * @returns {string[]} specifiers as written; COMPUTED where there is no literal
 */
export function importsOf(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  /** @type {string[]} */
  const found = [];
  const add = (/** @type {ts.Node | undefined} */ target) => {
    found.push(target !== undefined && ts.isStringLiteralLike(target) ? target.text : COMPUTED);
  };
  const visit = (/** @type {ts.Node} */ node) => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier);
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier) add(node.moduleSpecifier);
    else if (ts.isExternalModuleReference(node)) add(node.expression);
    else if (ts.isImportTypeNode(node)) {
      add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined);
    } else if (ts.isCallExpression(node) && isModuleCall(node.expression)) add(node.arguments[0]);
    else if (isLoader(node)) add(undefined);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** @param {ts.Expression} callee */
function isModuleCall(callee) {
  if (callee.kind === ts.SyntaxKind.ImportKeyword) return true;
  if (ts.isIdentifier(callee)) return callee.text === 'require';
  return (
    ts.isPropertyAccessExpression(callee) &&
    (callee.name.text === 'require' || isNamed(callee.expression, 'require'))
  );
}

/**
 * A loader named in code or as a text, or `require` handed on instead of called.
 * @param {ts.Node} node
 */
function isLoader(node) {
  if (ts.isStringLiteralLike(node)) return LOADERS.has(node.text);
  if (!ts.isIdentifier(node)) return false;
  return LOADERS.has(node.text) || (node.text === 'require' && !isCalled(node));
}

/** @param {ts.Identifier} node */
function isCalled(node) {
  const callee = ts.isPropertyAccessExpression(node.parent) ? node.parent : node;
  return ts.isCallExpression(callee.parent) && callee.parent.expression === callee;
}

/**
 * @param {ts.Node} node
 * @param {string} name
 */
function isNamed(node, name) {
  return ts.isIdentifier(node) && node.text === name;
}
