// The one place that says which parts of ECharts the page is made of; everything else is left out of the bundle.
import { BarChart, CustomChart, LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([BarChart, CustomChart, LineChart, ScatterChart, GridComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

export type { EChartsOption as ChartOption } from 'echarts';
export type { EChartsType } from 'echarts/core';
export { init };
