package web

import "testing"

// syntheticIndex is an index of the synthetic package, of which one dimension has no data.
const syntheticIndex = `indices:
  - id: own_index
    name: {zh: 合成指数, en: Synthetic index}
    definition: {zh: 以 2020 年为 100, en: 2020 is 100}
    base: 2020
    decimals: 1
    dimensions:
      - id: people
        name: {zh: 城镇, en: Towns}
        weight: 3
        components:
          - {indicator: urbanisation, weight: 1}
          - {indicator: population_urban, weight: 1, direction: up}
      - id: research
        name: {zh: 研发, en: Research}
        weight: 1
        components:
          - {indicator: rd_intensity, weight: 1, direction: up}
      - id: clean
        name: {zh: 垃圾, en: Waste}
        weight: 1
        components:
          - {indicator: waste, weight: 1}
      - id: lines
        name: {zh: 铁路, en: Railways}
        weight: 1
        from: [railway]
        note: {zh: 需要里程, en: Needs a length}
`

func TestIndexPage(t *testing.T) {
	h := handler(t)
	for _, c := range []pageCase{
		{"/indices", 200, "合成指数</h1> && 1 / 4 && 当年缺", "NaN"},
		{"/indices/own_index?year=2022", 200, `自算，非官方指数 && <svg class="chart" && 3 / 4 && 占权重 83% && 需由铁路公司报送 && ` +
			`需要里程 && aria-current="page" && 几何平均 && name="w.people" value="3" && 地区名次与区间 && 甲区 && 乙区`, "NaN && 丙县"},
		{"/indices/own_index?lang=en", 200, "Synthetic index</h1> && own computation && Needed from Railway company && " +
			"By other choices && Ranks of areas", "无数据 && NaN"},
		{"/indices/own_index?w.people=0&w.clean=0", 200, "试算权重 && 原为 && 恢复规划包的权重 && " +
			"name=\"w.people\" value=\"0\" && 试算的权重",
			"NaN"},
		{"/indices/own_index?w.people=0&w.clean=0&w.research=0", 200, "没有留下任何有数据的维度 && 恢复规划包的权重", "NaN"},
		{"/indices/own_index?w.people=x", 200, "权重写作不小于零的数：城镇", "NaN"},
		{"/indices/own_index?w.people=-1&lang=en", 200, "Write weights as numbers of 0 or more: Towns", "NaN"},
		{"/indices/own_index?year=2020", 200, "2020年指数 && <a href=\"/explain/own_index@circle:2020\">100", "NaN"},
		{"/indices/own_index?year=2021", 200, "2021年指数 && 当年缺", "NaN"},
		{"/indices/own_index?year=1900", 404, "这一年没有指数", ""},
		{"/indices/own_index?valid=2019-12-31", 200, "还没有一个维度在基年有数据 && 需由铁路公司报送", "NaN"},
		{"/indices/none", 404, "规划中没有这个指数", ""},
	} {
		c.check(t, h)
	}
}
