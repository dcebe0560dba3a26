import configure from '../../scripts/tsup.mjs';

export default configure({
  entries: { index: 'src/index.ts', promises: 'src/promises/index.ts', withOptions: 'src/withOptions.ts' },
  callable: ['index'],
  platform: true,
});
