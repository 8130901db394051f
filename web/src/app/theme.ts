import type { ThemeConfig } from 'antd'

const calm = typeof matchMedia === 'function' && matchMedia('(prefers-reduced-motion: reduce)').matches

/** Ant Design, made calm: the same tokens as ui/tokens.css. */
export const theme: ThemeConfig = {
  cssVar: { key: 'hx' },
  hashed: false,
  token: {
    colorPrimary: '#0b5cad',
    colorInfo: '#0b5cad',
    colorLink: '#0b5cad',
    // The derived one is too pale to be read: 3.1:1.
    colorLinkHover: '#084a8c',
    colorLinkActive: '#084a8c',
    colorError: '#cf1322',
    colorWarning: '#ad4e00',
    colorSuccess: '#0a6b47',
    colorText: '#1c2733',
    colorTextSecondary: '#5b6875',
    colorTextTertiary: '#5b6875',
    colorTextDescription: '#5b6875',
    colorTextPlaceholder: '#6b7280',
    colorTextDisabled: '#6b7280',
    colorBgLayout: '#f3f5f8',
    colorBorder: '#cfd6de',
    colorBorderSecondary: '#e1e6ec',
    borderRadius: 4,
    borderRadiusLG: 4,
    borderRadiusSM: 4,
    fontSize: 14,
    fontFamily: "-apple-system, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif",
    motionDurationSlow: '0.2s',
    motion: !calm,
  },
  components: {
    Layout: { headerBg: '#ffffff', headerHeight: 52, headerPadding: '0 16px', siderBg: '#0f2a47', triggerBg: '#0b2138' },
    Menu: {
      darkItemBg: '#0f2a47',
      darkSubMenuItemBg: '#0f2a47',
      darkPopupBg: '#0f2a47',
      darkItemColor: '#c9d6e4',
      darkItemSelectedBg: '#0b5cad',
      darkGroupTitleColor: '#9fb3c6',
      groupTitleFontSize: 12,
      itemHeight: 38,
    },
    Table: { headerBg: '#f3f5f8', headerColor: '#3c4a58', cellPaddingBlock: 8, cellPaddingBlockMD: 8, cellPaddingInline: 12, cellPaddingInlineMD: 12, rowHoverBg: '#f5f9fd' },
    Form: { itemMarginBottom: 20, verticalLabelPadding: '0 0 4px' },
    Tabs: { horizontalMargin: '0' },
  },
}
