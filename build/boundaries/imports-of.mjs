import ts from 'typescript';

/** Stands for an `import()` or `require()` whose target is only known at run time. */
export const COMPUTED = '<computed>';

/**
 * Every module a file names, in whatever form: import, `import type`, export from, `import()` as a
 * value or a type, `import = require()`, `require()` and `require.resolve()`.
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
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** @param {ts.Expression} callee */
function isModuleCall(callee) {
  if (callee.kind === ts.SyntaxKind.ImportKeyword) return true;
  const named = ts.isPropertyAccessExpression(callee) ? callee.expression : callee;
  return ts.isIdentifier(named) && named.text === 'require';
}
