package hazard

// ListState is how far the listed supervision (挂牌督办) of a major hazard has come.
type ListState string

// The states, in order; "" for a hazard that nobody has proposed.
const (
	ListProposed   ListState = "proposed"     // 提请
	ListRefused    ListState = "refused"      // 不予挂牌
	ListApproved   ListState = "approved"     // 已审批
	ListIssued     ListState = "issued"       // 已下达通知书
	ListPlanned    ListState = "planned"      // 整改方案已报备
	ListRectifying ListState = "rectifying"   // 督办整改中
	ListAsked      ListState = "delist_asked" // 申请摘牌
	ListInspected  ListState = "inspected"    // 已现场验收
	ListDelisted   ListState = "delisted"     // 已摘牌
	ListArchived   ListState = "archived"     // 已归档
)

// On reports whether the hazard is or was on the list: an order has been made.
func (l ListState) On() bool {
	switch l {
	case ListIssued, ListPlanned, ListRectifying, ListAsked, ListInspected, ListDelisted, ListArchived:
		return true
	case "", ListProposed, ListRefused, ListApproved:
	}
	return false
}
