package hazard

const guide2024 = "教发厅函〔2024〕20号《学校重大事故隐患判定指南》"

// national are the rules to start with, in our own words: the clauses on fire have
// been read, all others are from memory and marked to be checked (待核) before
// anybody is judged by them. (domain.md §3.5)
var national = RuleSet{
	Path: "/", Title: "学校重大事故隐患判定规则（全国，第1版）", Basis: guide2024, FromDay: "2024-06-01", By: "系统",
	Note: "消防条款按公开资料用自己的话录入；其余各章凭记忆录入，标“待核”，正式使用前须逐条核对原文。各省有自己的版本时另立一版。",
	Rules: []Rule{
		{"H1-01", "fire", Direct, "没有建立消防安全责任制，没有明确消防安全责任人、管理人", guide2024, "S", []string{"B05-01"}, nil, 0},
		{"H1-02", "fire", Direct, "学生宿舍、幼儿园活动室和寝室设在地下或半地下，或幼儿园用房设在四层及以上", guide2024, "S", []string{"B05-02"}, nil, 0},
		{"H1-03", "fire", Direct, "人员密集场所违规存放易燃可燃物，或采用达不到A级的夹芯板搭建", guide2024, "S", []string{"B05-03"}, nil, 0},
		{"H1-04", "fire", Direct, "应设的火灾报警、自动喷水、消火栓、防排烟设施没有设置、不合标准或已经失效；宿舍、午休室没有联网的火灾探测", guide2024, "S", []string{"B05-04", "B05-05"}, nil, 0},
		{"H1-05", "fire", Direct, "动火作业没有审批，现场没有人监护", guide2024, "S", []string{"B05-06"}, nil, 0},
		{"H1-06", "fire", Direct, "电动自行车或其蓄电池在楼内停放、充电，或违规拉线充电", guide2024, "S", []string{"B05-07"}, nil, 0},
		{"H1-07", "fire", Direct, "建设工程没有经过消防设计审查就施工，或没有经过消防验收就使用", guide2024, "S", []string{"B05-08"}, nil, 0},
		{"H1-08", "fire", Direct, "安全出口、疏散楼梯没有设置、数量不足，或总净宽小于标准的80%", guide2024, "S", []string{"B05-09"}, nil, 0},
		{"H1-09", "fire", Direct, "外窗、疏散门设有影响逃生和救援的障碍物", guide2024, "S", []string{"B05-10"}, nil, 0},
		{"H1-10", "fire", Direct, "实验室违规存放危险化学品", guide2024, "S", nil, nil, 0},
		{"H2-01", "building", Direct, "鉴定为D级的校舍仍在使用", guide2024, "M", []string{"B06-01"}, nil, 0},
		{"H2-02", "building", Direct, "擅自拆改承重结构，或加层、改变用途后没有鉴定", guide2024, "M", nil, nil, 0},
		{"H3-01", "food", Direct, "没有食品经营许可供餐，或使用有毒、过期、来源不明的食品原料", guide2024, "M", nil, nil, 0},
		{"H4-01", "lab", Direct, "剧毒、易制爆化学品没有双人双锁，账物不符", guide2024, "M", []string{"B10-01"}, nil, 0},
		{"H5-01", "bus", Direct, "使用没有校车标牌的车辆或没有校车驾驶资格的人接送学生，或超员", guide2024, "M", nil, nil, 0},
		{"H6-01", "crowd", Direct, "集中上下楼的楼梯没有人值守，且楼梯宽度、照明、扶手达不到要求", guide2024, "M", nil, nil, 0},
		{"H7-01", "equipment", Direct, "锅炉、电梯、压力容器没有登记或超期没有检验仍在使用", guide2024, "M", []string{"B11-01"}, nil, 0},
		{"H8-01", "utility", Direct, "燃气用房没有泄漏报警或切断装置，或在地下、半地下使用瓶装液化气", guide2024, "M", nil, nil, 0},
		{"H9-01", "other", Direct, "其他可能造成群死群伤、经主管部门研判认定的情形", guide2024, "M", nil, nil, 0},
		{"C1-01", "fire", Member, "疏散通道被占用、堵塞", guide2024, "M", []string{"B05-11"}, nil, 0},
		{"C1-02", "fire", Member, "应急照明、疏散指示标志缺少或损坏", guide2024, "M", nil, nil, 0},
		{"C1-03", "fire", Member, "灭火器配置不足、失压或过期", guide2024, "M", []string{"B05-12"}, nil, 0},
		{"C1-04", "fire", Member, "防火门损坏或常闭式防火门处于开启状态", guide2024, "M", nil, nil, 0},
		{"C1-05", "fire", Member, "消防控制室没有持证人员值班", guide2024, "M", []string{"B05-16"}, nil, 0},
		{"C1-06", "fire", Member, "电气线路私拉乱接，超负荷用电", guide2024, "M", []string{"B05-15"}, nil, 0},
		{"C1-00", "fire", Composite, "消防综合判定：同一学校同时存在三项及以上上列情形", guide2024, "M", nil, []string{"C1-01", "C1-02", "C1-03", "C1-04", "C1-05", "C1-06"}, 3},
	},
}
