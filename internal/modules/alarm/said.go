package alarm

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// What a line of the timeline says, in the words of the printed record.

// dataWords label what a line holds; a member that is not here is not printed.
var dataWords = map[string]string{"kind": "类型", "place": "点位", "text": "", "note": "", "unit": "单位", "reason": "原因", "repeats": "次数",
	"step": "步骤", "round": "轮次", "agency": "单位", "from": "原负责人", "to": "接手人", "owner": "负责人", "people": "呼叫", "class": "班级",
	"present": "实到", "unaccounted": "未找到", "tookMs": "用时", "action": "", "how": "", "why": "原因", "seconds": "时长(秒)",
	"name": "人员", "channel": "渠道", "result": "结果", "faults": "问题"}

// valueWords say what the codes in some members mean.
var valueWords = map[string]map[string]string{
	"kind": kindWords, "reason": falseWords, "agency": agencyWords, "channel": channelWords,
	"action": {"gate": "关门", "broadcast": "广播", "shelter": "疏散或隐蔽", "aid": "救治", "count": "清点人数", "preserve": "保护现场"},
	"how":    {"evacuate": "疏散", "hide": "隐蔽"},
	"result": {"passed": "合格", "failed": "不合格", "missed": "未测"},
	"faults": {"not_accepted": "没有接警", "accept_late": "接警超时", "not_arrived": "民警没有到场", "arrive_late": "民警到场超时",
		"location": "定位不准确", "video": "视频没有弹出", "talk": "对讲不清晰"},
}

// said puts what a line of the timeline says into words.
func said(data json.RawMessage) string {
	var d map[string]any
	if json.Unmarshal(data, &d) != nil {
		return ""
	}
	keys := make([]string, 0, len(d))
	for k := range d {
		if _, shown := dataWords[k]; shown {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	var out []string
	for _, k := range keys {
		text := value(k, d[k])
		if text == "" {
			continue
		}
		if label := dataWords[k]; label != "" {
			text = label + "：" + text
		}
		out = append(out, text)
	}
	return strings.Join(out, "；")
}

// value is one member in words: a text or a number, a list of texts, or people
// by their names.
func value(key string, v any) string {
	switch v := v.(type) {
	case string:
		return word(valueWords[key], v)
	case float64:
		if key == "tookMs" {
			return paperSpan(int64(v))
		}
		return fmt.Sprint(v)
	case map[string]any:
		return value(key, v["name"])
	case []any:
		var all []string
		for _, one := range v {
			if text := value(key, one); text != "" {
				all = append(all, text)
			}
		}
		return strings.Join(all, "、")
	}
	return ""
}

// byWord is who wrote a line; what the program did by itself says so.
func byWord(l RecordLine) string {
	if strings.HasPrefix(l.ByID, "system:") {
		return "系统"
	}
	return l.ByName
}
