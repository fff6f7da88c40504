/**
 * TypeDoc's warnings that are known and wait for a change in a package. The list can only shrink: a warning that is
 * not here fails the build, and so does an entry that no longer occurs.
 * @type {readonly string[]}
 */
export const ACCEPTED = [
  'ERROR_CODES, defined in @amnl/core-loop/src/errors/error-codes.ts, is referenced by .ErrorCode but not included in the documentation',
  'Group, defined in @amnl/core-loop/src/contract/run.ts, is referenced by .SnapshotState.group but not included in the documentation',
  'StopOptions, defined in @amnl/core-loop/src/contract/run.ts, is referenced by .Run.stop.options but not included in the documentation',
  '.DataSource.batches (CallSignature), defined in @amnl/core-loop/src/contract/data.ts, does not have any documentation',
  '.AroundHooks.evaluate (CallSignature), defined in @amnl/core-loop/src/contract/hooks.ts, does not have any documentation',
  '.AroundHooks.save (CallSignature), defined in @amnl/core-loop/src/contract/hooks.ts, does not have any documentation',
  '.Hooks.evaluate (CallSignature), defined in @amnl/core-loop/src/contract/hooks.ts, does not have any documentation',
  '.Hooks.save (CallSignature), defined in @amnl/core-loop/src/contract/hooks.ts, does not have any documentation',
  '.LayersModelLike.apply (CallSignature), defined in @amnl/core-loop/src/ready-made/layers-model.ts, does not have any documentation',
  '.LayersModelLike.calculateLosses (CallSignature), defined in @amnl/core-loop/src/ready-made/layers-model.ts, does not have any documentation',
  '.TrainableModel.dispose (CallSignature), defined in @amnl/core-loop/src/contract/model.ts, does not have any documentation',
  '.PluginState.save (CallSignature), defined in @amnl/core-loop/src/contract/plugin.ts, does not have any documentation',
  '.PluginState.load (CallSignature), defined in @amnl/core-loop/src/contract/plugin.ts, does not have any documentation',
  '.Scalars.has (CallSignature), defined in @amnl/core-loop/src/contract/scalars.ts, does not have any documentation',
  '.Scalars.names (CallSignature), defined in @amnl/core-loop/src/contract/scalars.ts, does not have any documentation',
  '.Optimizer.update (CallSignature), defined in @amnl/core-loop/src/contract/step-context.ts, does not have any documentation',
  '.Saver.save (CallSignature), defined in @amnl/core-loop/src/contract/tokens.ts, does not have any documentation',
  'packages/grad-clip/src/grad-clip.ts:7: The comment for .0 should not contain any block or modifier tags',
  'ProgressStream.write (CallSignature), defined in @amnl/progress/src/stream.ts, does not have any documentation',
  'ProgressStream.off (CallSignature), defined in @amnl/progress/src/stream.ts, does not have any documentation',
  'node.DownloadOptions.onProgress (Property), defined in @amnl/data-cmapss/src/node/download.ts, does not have any documentation',
  'node.LoadOptions.onProgress (Property), defined in @amnl/data-cmapss/src/node/download.ts, does not have any documentation',
  'RulModel.dispose (CallSignature), defined in @amnl/model-rul/src/model.ts, does not have any documentation',
  'Attribute, defined in @amnl/engine-onnx/src/graph/graph.ts, is referenced by .Attributes but not included in the documentation',
  'historyLineSchema, defined in @amnl/cli/src/schemas/history.ts, is referenced by HistoryLine but not included in the documentation',
  'metricsSchema, defined in @amnl/cli/src/schemas/metrics.ts, is referenced by RunMetrics but not included in the documentation',
  'stepLineSchema, defined in @amnl/cli/src/schemas/steps.ts, is referenced by StepLine but not included in the documentation',
  'timingsSchema, defined in @amnl/cli/src/schemas/timings.ts, is referenced by RunTimings but not included in the documentation',
  'SchemaName, defined in @amnl/cli/src/schemas/json-schemas.ts, is referenced by jsonSchemas but not included in the documentation',
  'OpenRun.dispose (CallSignature), defined in @amnl/cli/src/run-folder/open-run.ts, does not have any documentation',
  '"@amnl/optim-adamw.AdamWOptimizer" links to "@amnl/optim-adamw.AdamWOptimizer.load.state" with text "state" which exists but does not have a link in the documentation, will link to "@amnl/optim-adamw.AdamWOptimizer.load" instead.',
];
