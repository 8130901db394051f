package norm

import "huxue/internal/platform/org"

// Bases that several rows share.
const (
	gb29315    = "GB/T 29315-2022"
	busRules   = "校车安全管理条例"
	accident   = "生产安全事故报告和调查处理条例"
	custom     = "地方做法"
	drillGuide = "中小学幼儿园应急疏散演练指南（教基一厅〔2014〕2号）"
	proposal   = "平台建议值"
)

func number(key, unit, name, nameEn string, s ...start) seed {
	return seed{Param{Key: key, Kind: Number, Unit: unit, Name: name, NameEn: nameEn}, s}
}

func duration(key, name, nameEn string, s ...start) seed {
	return seed{Param{Key: key, Kind: Duration, Name: name, NameEn: nameEn}, s}
}

func list(key, unit, name, nameEn string, s ...start) seed {
	return seed{Param{Key: key, Kind: List, Unit: unit, Name: name, NameEn: nameEn}, s}
}

// seeds are the rows of domain.md §9.5 with its evidence marks. A row whose
// parts are known with different certainty carries the weaker mark.
var seeds = []seed{
	{Param{"guard.steps", Rule, "person", "专职保安人数", "Guards required", 0}, []start{{
		value: Steps{Basis: Pupils, Rounding: "floor", Steps: []Step{
			{Lt: 100, Base: 1}, {Ge: 100, Lt: 1000, Base: 2}, {Ge: 1000, Base: 3, Per: 500, Add: 1}}},
		strictness: Floor, mark: Memory, basis: gb29315, sources: "S1", from: "2022-06-01",
		note: "不含寄宿生增配。100人以下、1000人以上两档见公开资料，100至999人一档待核；此前适用2012版，数值未录入。"}}},
	number("guard.boarding_per", "pupil", "每多少名寄宿生增配一名保安", "Boarders per extra guard",
		start{value: 300, strictness: Advice, mark: Memory, basis: gb29315, sources: "S4", from: "2022-06-01",
			note: "北京市2018年规定与此相同。"}),
	number("guard.per_gate_min", "person", "每个开放校门每班保安", "Guards per open gate and shift",
		start{value: 2, strictness: Advice, mark: Source, basis: "成都市2014年规定", sources: "S51"}),
	number("patrol.day_min", "times_day", "保安每日巡查重点部位", "Patrols of key areas a day",
		start{value: 5, strictness: Floor, mark: Source, basis: gb29315, sources: "S1", from: "2022-06-01"}),
	number("patrol.dorm_night_min", "times_night", "宿舍夜间巡查", "Dormitory patrols a night",
		start{value: 2, strictness: Floor, mark: Source, basis: "北京市2018年规定", sources: "S4"}),
	number("gate.attended_hours", "hour_day", "门卫每日值守", "Hours a day the gate is attended",
		start{value: 24, strictness: Floor, mark: Source, basis: gb29315, sources: "S1", from: "2022-06-01"}),
	number("video.retention_days", "day", "视频保存期限", "Video retention",
		start{value: 30, strictness: Floor, mark: Law, basis: "保安服务管理条例", clause: "第二十五条", sources: "S61"}),
	number("video.retention_days.key_target", "day", "视频保存期限（反恐重点目标）", "Video retention (counter-terror key targets)",
		start{value: 90, strictness: Floor, mark: Law, basis: "反恐怖主义法", clause: "第三十二条"}),
	number("access.retention_days", "day", "出入记录保存期限", "Retention of entries and visits",
		start{value: 180, strictness: Floor, mark: Source, basis: "北京市2018年规定", sources: "S4"}),
	duration("alarm.test_interval", "一键报警联测周期", "Interval of joint alarm tests",
		start{value: "P1M", strictness: Advice, mark: Source, basis: "镇江市做法", sources: "S57、S60", note: "义乌市为每季度（P3M）。"}),
	number("alarm.sla.accept_s", "second", "接警时限", "Alarm accepted within",
		start{value: 30, strictness: Ceiling, mark: Proposal, basis: proposal}),
	number("alarm.sla.local_s", "second", "校内人员到场时限", "On-site response",
		start{value: 60, strictness: Ceiling, mark: Source, basis: "“1-3-5分钟”处置机制", sources: "S15"}),
	number("alarm.sla.police_s", "second", "民警到场时限", "Police response",
		start{value: 300, strictness: Ceiling, mark: Source, basis: "“1-3-5分钟”处置机制", sources: "S15"}),
	list("alarm.button_places", "", "须设一键报警按钮的部位", "Places that need an alarm button",
		start{value: []string{"guardroom", "monitor_room", "dormitory"}, strictness: Advice, mark: Source, basis: "北京市2018年规定", sources: "S4、S60",
			note: "宿舍只计寄宿制学校。"}),
	number("alarm.test.accept_s", "second", "联测接警时限", "Joint test: accepted within",
		start{value: 30, strictness: Ceiling, mark: Proposal, basis: proposal}),
	number("alarm.test.arrival", "", "联测是否要求民警到场（1要求，0不要求）", "Joint test: police must come (1 yes, 0 no)",
		start{value: 1, strictness: Advice, mark: Source, basis: "镇江市做法", sources: "S57"}),
	number("alarm.test.station_day", "times_day", "每个派出所每日联测点位上限", "Joint tests of one station a day, at most",
		start{value: 6, strictness: Advice, mark: Proposal, basis: proposal}),
	number("alarm.beat_s", "second", "终端心跳间隔", "Terminals are heard every",
		start{value: 3, strictness: Ceiling, mark: Proposal, basis: proposal}),
	number("alarm.lost_s", "second", "终端无心跳判为失联", "A silent terminal counts as lost after",
		start{value: 17, strictness: Ceiling, mark: Proposal, basis: proposal, note: "连续约五次心跳缺失；连同显示不超过20秒。"}),
	number("alarm.collapse_s", "second", "同一按钮重复按下合并时间", "Repeated presses count as one within",
		start{value: 60, strictness: Advice, mark: Proposal, basis: proposal}),
	number("alarm.plan.second_s", "second", "无人接警时第二级呼叫", "Second call when nobody has taken the alarm",
		start{value: 30, strictness: Advice, mark: Proposal, basis: proposal}),
	number("alarm.plan.third_s", "second", "无人接警时第三级呼叫", "Third call when nobody has taken the alarm",
		start{value: 60, strictness: Advice, mark: Proposal, basis: proposal}),
	number("alarm.plan.repeat_s", "second", "仍无人接警时重复呼叫间隔", "The plan begins anew after",
		start{value: 60, strictness: Advice, mark: Proposal, basis: proposal}),
	number("alarm.plan.help_second_s", "second", "教师求助第二级呼叫", "Second call of a call for help",
		start{value: 60, strictness: Advice, mark: Proposal, basis: proposal}),
	number("alarm.plan.help_third_s", "second", "教师求助第三级呼叫", "Third call of a call for help",
		start{value: 180, strictness: Advice, mark: Proposal, basis: proposal}),
	number("alarm.voice_s", "second", "报警语音最长时间", "Voice notes of an alarm last at most",
		start{value: 60, strictness: Advice, mark: Proposal, basis: proposal}),
	number("alarm.review_h", "hour", "报警复盘期限", "After-action review within",
		start{value: 72, strictness: Ceiling, mark: Proposal, basis: proposal}),
	number("duty.pre_min", "minute", "护学岗提前到岗", "Duty before the bell",
		start{value: 20, strictness: Advice, mark: Source, basis: "地方护学岗制度", sources: "S14", note: "各地有10、15、20分钟三种。"}),
	number("duty.post_min", "minute", "护学岗放学后值守", "Duty after dismissal",
		start{value: 15, strictness: Advice, mark: Proposal, basis: proposal}),
	number("hazard.deadline.normal_d", "day", "一般隐患整改期限", "Deadline for ordinary hazards",
		start{value: 15, strictness: Ceiling, mark: Proposal, basis: proposal}),
	number("hazard.deadline.major_d", "day", "重大隐患整改期限", "Deadline for major hazards",
		start{value: 60, strictness: Ceiling, mark: Proposal, basis: proposal}),
	{Param{"hazard.register_rollover", MonthDay, "", "隐患台账换年日", "New hazard register begins", 0}, []start{{
		value: "01-01", strictness: Advice, mark: Source, basis: custom, sources: "S25", note: "未销号的隐患转入新台账。"}}},
	duration("drill.interval.school", "应急疏散演练周期（中小学）", "Evacuation drill interval (schools)",
		start{value: "P1M", strictness: Ceiling, mark: Source, basis: "中小学幼儿园应急疏散演练指南（教基一厅〔2014〕2号）", sources: "S32"}),
	duration("drill.interval.kindergarten", "应急疏散演练周期（幼儿园）", "Evacuation drill interval (kindergartens)",
		start{value: "P3M", strictness: Ceiling, mark: Source, basis: "中小学幼儿园应急疏散演练指南（教基一厅〔2014〕2号）", sources: "S32"}),
	number("drill.target_s.le4floors", "second", "疏散用时（四层及以下）", "Evacuation time (up to 4 storeys)",
		start{value: 120, strictness: Ceiling, mark: Source, basis: "中小学幼儿园应急疏散演练指南（教基一厅〔2014〕2号）", sources: "S32"}),
	number("edu.hours.primary", "lesson_year", "安全教育课时（小学）", "Safety lessons (primary)",
		start{value: 14, strictness: Floor, mark: Source, basis: "固原市规定", sources: "S34"}),
	number("edu.hours.junior", "lesson_year", "安全教育课时（初中）", "Safety lessons (junior)",
		start{value: 12, strictness: Floor, mark: Source, basis: "固原市规定", sources: "S34"}),
	number("edu.hours.senior", "lesson_year", "安全教育课时（高中）", "Safety lessons (senior)",
		start{value: 8, strictness: Floor, mark: Source, basis: "固原市规定", sources: "S34"}),
	list("edu.1530", "minute", "“1530”安全提醒（每日、每周、节假日前）", "“1530” talks (daily, weekly, before holidays)",
		start{value: []int{1, 5, 30}, strictness: Advice, mark: Source, basis: custom, sources: "S33"}),
	number("inspector.schools_per", "school", "每名责任督学负责学校", "Schools per inspector",
		start{value: 5, strictness: Advice, mark: Source, basis: "中小学校责任督学挂牌督导办法", sources: "S36"}),
	number("inspector.visit_min", "times_month", "责任督学每月到校", "Inspector's visits a month",
		start{value: 1, strictness: Advice, mark: Memory, basis: "中小学校责任督学挂牌督导办法"}),
	number("inspector.visit_term_min", "times_term", "责任督学每学期到校", "Inspector's visits a term",
		start{value: 2, strictness: Floor, mark: Law, basis: "教育督导条例", clause: "第十四条"}),
	number("inspector.team_special_min", "person", "专项督导组人数", "Members of a special supervision team",
		start{value: 3, strictness: Floor, mark: Law, basis: "教育督导条例", clause: "第十六条"}),
	number("report.first_phone_min", "minute", "突发事件首报（电话）", "First report by phone",
		start{value: 30, strictness: Ceiling, mark: Source, basis: custom, sources: "S71"}),
	number("report.first_written_min", "minute", "突发事件首报（书面）", "First report in writing",
		start{value: 60, strictness: Ceiling, mark: Memory, basis: custom}),
	number("report.unit_head_h", "hour", "单位负责人报告时限", "Unit head reports within",
		start{value: 1, strictness: Ceiling, mark: Law, basis: accident, clause: "第九条"}),
	number("report.per_level_h", "hour", "逐级上报每级时限", "Each level reports within",
		start{value: 2, strictness: Ceiling, mark: Law, basis: accident, clause: "第十一条"}),
	number("report.casualty_update_d", "day", "伤亡变化补报期", "Casualty updates for",
		start{value: 30, strictness: Floor, mark: Law, basis: accident, clause: "第十三条"}),
	number("report.casualty_update_d.traffic_fire", "day", "伤亡变化补报期（交通、火灾）", "Casualty updates for (traffic, fire)",
		start{value: 7, strictness: Floor, mark: Law, basis: accident, clause: "第十三条"}),
	duration("bus.inspection", "校车安全技术检验周期", "School bus inspection",
		start{value: "P6M", strictness: Ceiling, mark: Law, basis: busRules, clause: "第二十条"}),
	number("bus.speed.motorway", "km_h", "校车限速（高速公路）", "School bus speed (motorway)",
		start{value: 80, strictness: Ceiling, mark: Law, basis: busRules, clause: "第三十五条"}),
	number("bus.speed.road", "km_h", "校车限速（其他道路）", "School bus speed (other roads)",
		start{value: 60, strictness: Ceiling, mark: Law, basis: busRules, clause: "第三十五条"}),
	number("bus.speed.hard", "km_h", "校车限速（急弯、陡坡、窄路、冰雪雨雾）", "School bus speed (bends, slopes, ice, fog)",
		start{value: 20, strictness: Ceiling, mark: Law, basis: busRules, clause: "第三十五条"}),
	number("vp.term_y", "year", "法治副校长聘期", "Term of rule-of-law vice-principals",
		start{value: 3, strictness: Advice, mark: Source, basis: "上海市规定", sources: "S35", from: "2022-05-01"}),
	number("vp.per_person_schools", "school", "每名法治副校长任职学校", "Schools per vice-principal",
		start{value: 2, strictness: Ceiling, mark: Source, basis: "上海市规定", sources: "S35", from: "2022-05-01"}),
	number("health.staff_ratio", "pupil", "每名保健人员负责学生", "Pupils per health worker",
		start{value: 600, strictness: Ceiling, mark: Law, basis: "学校卫生工作条例"},
		start{value: 150, strictness: Ceiling, mark: Source, basis: "北京市2018年规定", sources: "S4", kind: org.Kindergarten}),
	number("perimeter.no_entertainment_m", "metre", "校园周边禁设娱乐场所", "No entertainment venues within",
		start{value: 200, strictness: Floor, mark: Law, basis: "宁波市学校安全条例",
			note: "宁波市地方性法规，其他城市按本地规定。"}),
	duration("background_check.interval", "入职查询与年度复查周期", "Background check interval",
		start{value: "P1Y", strictness: Ceiling, mark: Law, basis: "未成年人保护法", clause: "第六十二条", from: "2021-06-01"}),
	list("risk.scale", "", "风险等级（由高到低）", "Risk grades (highest first)",
		start{value: []string{"red", "orange", "yellow", "blue"}, strictness: Advice, mark: Source, basis: custom, sources: "S48、S49",
			note: "亦有地方用红、黄、蓝三级。"}),
	number("log.retention_d", "day", "网络日志保存期限", "Log retention",
		start{value: 180, strictness: Floor, mark: Law, basis: "网络安全法", clause: "第二十一条", note: "法条为不少于六个月。", from: "2017-06-01"}),
	number("auth.lock_fail", "times", "登录失败锁定次数", "Failed log-ins that lock",
		start{value: 5, strictness: Ceiling, mark: Source, basis: "GB/T 22239-2019 通行做法", clause: "8.1.4.1 b", sources: "S79"}),
	number("auth.lock_min", "minute", "登录锁定时长", "Lock lasts",
		start{value: 15, strictness: Floor, mark: Source, basis: "GB/T 22239-2019 通行做法", clause: "8.1.4.1 b", sources: "S79"}),
	number("auth.idle_min", "minute", "空闲退出（管理人员）", "Idle log-out (officials)",
		start{value: 15, strictness: Ceiling, mark: Source, basis: "GB/T 22239-2019 通行做法", clause: "8.1.4.1 b", sources: "S79"}),
	number("auth.idle_min.guard", "minute", "空闲退出（保安）", "Idle log-out (guards)",
		start{value: 30, strictness: Ceiling, mark: Proposal, basis: proposal, clause: "8.1.4.1 b"}),

	// Pupils' own log-in (rung pupil).
	number("pupil.session_d", "day", "学生登录有效天数", "A pupil's log-in lasts",
		start{value: 7, strictness: Ceiling, mark: Memory, basis: proposal}),
	// lesson: how fast a pupil reads at most, in characters a minute. A dwell shorter
	// than the text over this speed was not spent reading.
	number("lesson.read_speed.kindergarten", "char_min", "课程阅读速度上限（幼儿园，由教师读）", "Reading speed at most (kindergarten, read aloud)",
		start{value: 180, strictness: Advice, mark: Proposal, basis: proposal, note: "朗读语速。"}),
	number("lesson.read_speed.lower", "char_min", "课程阅读速度上限（小学低段）", "Reading speed at most (grades 1-3)",
		start{value: 200, strictness: Advice, mark: Proposal, basis: proposal, note: "低段以朗读为主。"}),
	number("lesson.read_speed.upper", "char_min", "课程阅读速度上限（小学高段）", "Reading speed at most (grades 4-6)",
		start{value: 300, strictness: Advice, mark: Memory, basis: "义务教育语文课程标准（2022年版）", note: "第三学段默读每分钟不少于300字。"}),
	number("lesson.read_speed.junior", "char_min", "课程阅读速度上限（初中）", "Reading speed at most (junior)",
		start{value: 500, strictness: Advice, mark: Memory, basis: "义务教育语文课程标准（2022年版）", note: "第四学段每分钟不少于500字。"}),
	number("lesson.read_speed.senior", "char_min", "课程阅读速度上限（高中）", "Reading speed at most (senior)",
		start{value: 600, strictness: Advice, mark: Proposal, basis: proposal}),
	// Drills (应急演练). That boarding and special schools drill more often is in the
	// guide [S 32]; how much more often is ours to propose.
	number("drill.month_min", "times_month", "每月演练次数（按月演练的学校）", "Drills a month (schools that drill monthly)",
		start{value: 1, strictness: Floor, mark: Source, basis: drillGuide, sources: "S32"},
		start{value: 2, strictness: Advice, mark: Proposal, basis: proposal, kind: org.Special, note: "指南要求特殊教育学校适当增加次数，具体次数待核。"},
		start{value: 2, strictness: Advice, mark: Proposal, basis: proposal, boarding: "yes", note: "指南要求寄宿制学校适当增加次数，具体次数待核。"}),
	list("drill.term_months", "month", "应开展演练的月份", "Months in which a drill is due",
		start{value: []int{1, 3, 4, 5, 6, 9, 10, 11, 12}, strictness: Advice, mark: Memory, basis: custom, note: "寒暑假（2、7、8月）不计，按本地校历调整。"}),
	number("drill.signal_wait_s", "second", "演练信号滞留上限", "A drill signal may wait in the phone",
		start{value: 30, strictness: Ceiling, mark: Proposal, basis: proposal, note: "手机断网后迟到的信号不再启动演练。"}),
	number("drill.evaluate_h", "hour", "演练评估时限", "A drill is evaluated within",
		start{value: 72, strictness: Ceiling, mark: Proposal, basis: proposal}),
	number("drill.remind_d", "day", "月底前提醒未演练学校", "Schools without a drill are reminded before the month ends",
		start{value: 10, strictness: Advice, mark: Proposal, basis: proposal}),
}
