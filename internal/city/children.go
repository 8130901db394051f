package city

import (
	"hash/fnv"
	"math/rand/v2"
	"strings"
)

// Given names that children have now, by their two halves. Any two make one.
var (
	childFirst = strings.Fields("子 梓 浩 宇 一 雨 欣 思 佳 俊 晨 奕 沐 若 诗 嘉 铭 泽 博 文 心 可 语 明 天 亦 书 雅 锦 昊")
	childLast  = strings.Fields("涵 轩 怡 然 诺 宁 彤 睿 辰 萱 阳 琪 航 妍 宸 瑶 霖 晴 豪 悦 凡 熙 蕊 杰 桐 菲 朗 雯 远 汐")
)

// Children invents the names of the pupils of a school's class, in the order of their
// seats. Two of one name happen, as they do.
func (c *City) Children(x *School, class int) []string {
	h := fnv.New64a()
	h.Write([]byte(x.Code))
	r := rand.New(rand.NewPCG(h.Sum64(), uint64(class)))
	names := make([]string, x.Classes[class].Pupils)
	for i := range names {
		given := pick(r, childLast)
		if chance(r, 0.85) {
			given = pick(r, childFirst) + given
		}
		names[i] = pick(r, surnames) + given
	}
	return names
}
