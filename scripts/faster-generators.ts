import { readFile } from 'node:fs/promises'
import type { Plugin } from 'esbuild'

/** A replacement in the code of a package. */
interface Change {
  readonly file: RegExp
  readonly from: string
  readonly to: string
}

const shared = /@hey-api[\\/]shared[\\/]dist[\\/]index\.mjs$/
const core = /@hey-api[\\/]codegen-core[\\/]dist[\\/]index\.mjs$/
const references = /@hey-api[\\/]json-schema-ref-parser[\\/]dist[\\/]index\.mjs$/
const types = /openapi-typescript[\\/]dist[\\/]lib[\\/]utils\.mjs$/
const typesMain = /openapi-typescript[\\/]dist[\\/]index\.mjs$/
const main = /@hey-api[\\/]openapi-ts[\\/]dist[\\/]src-\w+\.mjs$/
const nodes = /@hey-api[\\/]openapi-ts[\\/]dist[\\/]init-\w+\.mjs$/

/**
 * Loops of @hey-api/openapi-ts whose time grows with the square of the document, and work whose result it drops. For the 13 MB of GitHub they
 * take most of a run. The results are the same.
 */
const changes: readonly Change[] = [
  {
    // Two pointers for each text and number, where a reference cannot be.
    file: references,
    from: 'for (const key$1 of keys) {',
    to: '$& if (typeof obj[key$1] !== "object") continue;',
  },
  {
    // A search in the whole list at each comparison of a sort.
    file: shared,
    from: 'const proposed = [...order].sort((a, b) => {',
    to: 'const placeOf = new Map(order.map((one, place) => [one, place])); const proposed = [...order].sort((a, b) => {',
  },
  {
    file: shared,
    from: 'order.indexOf(a) - order.indexOf(b)',
    to: 'placeOf.get(a) - placeOf.get(b)',
  },
  {
    // The order of every object of the document, although a plugin is called for a few kinds alone. What nothing depends on delays nothing.
    file: shared,
    from: 'const pointers = Array.from(graph.nodes.keys());\n\tconst baseIndex',
    to: `const used = graph.subtreeDependencies.get("#") ?? new Set();
      const pointers = Array.from(graph.nodes.keys()).filter((one) => used.has(one) || options.matchPointerToGroup(one).matched);
      const baseIndex`,
  },
  {
    // Six new patterns for each pointer. None of them matches more than four steps.
    file: shared,
    from: 'const matchIrPointerToGroup = (pointer, kind) => {',
    to: `$&
      if (pointer.split("/").length > 4) return { matched: false };`,
  },
  {
    // The schema behind each reference is read, with all that it refers to, and dropped. Components are read once on their own.
    file: shared,
    from: 'const parseRef = ({ context, schema, state }) => {\n\tif (!isTopLevelComponent(schema.$ref)) {',
    to: `const parseRef = ({ context, schema, state }) => {
      if (isTopLevelComponent(schema.$ref)) state.circularReferenceTracker.add(schema.$ref);
      else {`,
  },
  {
    // A pointer from all steps for each object.
    file: shared,
    from: 'const pointer = pathToJsonPointer(path);\n\t\tlet deprecated;',
    to: `const pointer = parentPointer === null ? "#" : \`\${parentPointer}/\${encodeJsonPointerSegment(key)}\`;
      let deprecated;`,
  },
  {
    // The second graph gives the order of the output. It needs no scopes, and no dependencies of dependencies.
    file: main,
    from: 'buildGraph(context.ir, logger)',
    to: 'buildGraph(context.ir, logger, true)',
  },
  {
    file: shared,
    from: 'function buildGraph(root, logger) {',
    to: 'function buildGraph(root, logger, isForOrder) {',
  },
  {
    file: shared,
    from: 'seedLocalScopes(graph.nodes);\n\tpropagateScopes(graph);',
    to: `if (isForOrder) {
        for (const pointer of [...graph.nodes.keys()].reverse()) {
          const found = new Set(graph.nodeDependencies.get(pointer));
          for (const child of cache.parentToChildren.get(pointer) ?? [])
            for (const one of graph.subtreeDependencies.get(child) ?? []) found.add(one);
          if (found.size > 0) graph.subtreeDependencies.set(pointer, found);
        }
        return { graph };
      }
      $&`,
  },
  {
    // A dry run renders the files, and drops them.
    file: main,
    from: 'for (const file of context.gen.render()) {',
    to: 'if (!context.config.dryRun) $&',
  },
  {
    // A search for the first entry in a set that has lost all before it.
    file: shared,
    from: 'while (worklist.size > 0) {\n\t\tconst pointer = worklist.values().next().value;',
    to: 'for (const pointer of worklist) {',
  },
  {
    // A pointer in pieces for each object, to look whether it has three.
    file: shared,
    from: 'if (pointer.startsWith(schemasPointerNamespace)) {\n\t\t\tconst path =',
    to: `if (pointer.startsWith(schemasPointerNamespace) && !pointer.includes("/", schemasPointerNamespace.length)) {
      const path =`,
  },
  {
    // A copy of the set of all symbols for each new one.
    file: core,
    from: 'let result = new Set(sets[0]);',
    to: 'sets.sort((a, b) => a.size - b.size); $&',
  },
  {
    // Scopes for the name of zod, at each place where it is used.
    file: core,
    from: 'if (!args.symbol.file) return;',
    to: 'if (!args.symbol.file || this.cacheResolvedNames.has(args.symbol.id)) return;',
  },
  {
    // A message for the log, at each use of the name of zod.
    file: core,
    from: `if (this._node && this._node !== node) {
\t\t\tconst message = \`Symbol \${this.canonical.toString()} is already bound to a different node.\`;
\t\t\tlog.debug(message, "symbol");
\t\t}`,
    to: '',
  },
  {
    // Two pointers for each schema, for hooks that there are not.
    file: nodes,
    from: 'createVisitor({ schemaExtractor: extractor })',
    to: 'createVisitor({ schemaExtractor: extractorHooks.some(Boolean) ? extractor : void 0 })',
  },
  {
    // Two maps for each expression, which only classes need.
    file: core,
    from: 'const parent = this.currentParent;\n\t\tif (!parent) return;',
    to: 'return;',
  },
  {
    // Thirteen fields for each of half a million expressions, most of them the same or unused.
    file: nodes,
    from: '\texported;\n\tfile;\n\tget name() {',
    to: '\tget name() {',
  },
  {
    file: nodes,
    from: `\tnameSanitizer;
\tlanguage = "typescript";
\tparent;
\troot = false;
\tscope = "value";
\tstructuralChildren;
\tstructuralParents;
\tsymbol;
\ttoAst() {}
\t"~brand" = nodeBrand;`,
    to: `static {
        Object.assign(this.prototype, { language: "typescript", root: false, scope: "value", "~brand": nodeBrand });
      }
      toAst() {}`,
  },
  {
    file: nodes,
    from: '\t_name;\n\t/** Unwraps nested nodes',
    to: '/** Unwraps nested nodes',
  },
  {
    // Two functions for each use of a name.
    file: nodes,
    from: `return {
\t\t\t...this._name,
\t\t\tset: (value) => {
\t\t\t\tthis._name = ref(value);
\t\t\t\tif (isSymbol(value)) value.setNode(this);
\t\t\t},
\t\t\ttoString: () => this._name ? this.$name(this._name) : ""
\t\t};`,
    to: 'return new NodeName(this);',
  },
  {
    file: nodes,
    from: 'var TsDsl = class {',
    to: `class NodeName {
      #node;
      constructor(node) {
        this.#node = node;
        if (node._name) this["~ref"] = node._name["~ref"];
      }
      set(value) {
        this.#node._name = ref(value);
        if (isSymbol(value)) value.setNode(this.#node);
      }
      toString() {
        return this.#node._name ? this.#node.$name(this.#node._name) : "";
      }
    }
    $&`,
  },
  {
    // The library of the checks in its default export, which is not used.
    file: typesMain,
    from: `import { createConfig } from '@redocly/openapi-core';`,
    to: '',
  },
  {
    file: typesMain,
    from: `import { validateAndBundle } from './lib/redoc.mjs';`,
    to: '',
  },
  {
    // The steps of a pointer, only to put them together again.
    file: types,
    from: 'const maybeRef = parseRef(String(part)).pointer;',
    to: `if (/^#(\\/[^#%/~]+)+$/.test(part)) {
        pointer += part.slice(1);
        continue;
      }
      $&`,
  },
  {
    // A path for each text and number.
    file: types,
    from: 'for (const k of Object.keys(obj)) {',
    to: '$& if (typeof obj[k] !== "object") continue;',
  },
  {
    // A copy of all names for each new one.
    file: core,
    from: 'const localNames = ctx.localNames(scope);',
    to: `const localNames = {
      get(name) {
        const kinds = new Set();
        for (let one = scope; one; one = one.parent) for (const kind of one.localNames.get(name) ?? []) kinds.add(kind);
        return kinds;
      },
    };`,
  },
]

/** Applies the changes while esbuild reads the files. Throws if a new version of the package has other code. */
export const fasterGenerators: Plugin = {
  name: 'faster-generators',
  setup(build) {
    const applied = new Set<Change>()
    build.onLoad({ filter: /(@hey-api|openapi-typescript)[\\/].*\.mjs$/ }, async ({ path }) => {
      let contents = await readFile(path, 'utf8')
      for (const change of changes.filter(({ file }) => file.test(path))) {
        const { from, to } = change
        if (contents.split(from).length !== 2) throw new Error(`${path} has no ${from}. Look whether it is still slow.`)
        contents = contents.replace(from, () => to.replace('$&', () => from))
        applied.add(change)
      }
      return { contents, loader: 'js' }
    })
    build.onEnd(() => {
      const missing = changes.find((change) => !applied.has(change))
      if (missing) throw new Error(`No file ${missing.file} with ${missing.from}. Look whether it is still slow.`)
    })
  },
}
