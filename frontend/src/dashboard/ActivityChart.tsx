import { Box, Stack, Typography } from '@mui/material';
import { type SxProps, type Theme, useTheme } from '@mui/material/styles';
import { useLocaleState, useTranslate } from 'react-admin';
import type { Schemas } from '../api/client';

const WIDTH = 700;
const HEIGHT = 120;

const hidden: SxProps<Theme> = {
  position: 'absolute',
  width: 1,
  height: 1,
  overflow: 'hidden',
  clipPath: 'inset(50%)',
};

/** Pushes and pulls by day, as bars and, for who cannot see them, as a table. */
export function ActivityChart({ of: days }: { of: Schemas['DayActivity'][] }) {
  const translate = useTranslate();
  const [locale] = useLocaleState();
  const { palette } = useTheme();
  const most = Math.max(1, ...days.flatMap(({ pushes, pulls }) => [pushes, pulls]));
  const slot = WIDTH / days.length;
  const name = (day: string) =>
    new Date(day).toLocaleDateString(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const series = [
    { key: 'pushes', color: palette.primary.main },
    { key: 'pulls', color: palette.warning.main },
  ] as const;
  return (
    <Box sx={{ position: 'relative', overflow: 'hidden' }}>
      <Stack direction="row" sx={{ gap: 2, mb: 1 }}>
        {series.map(({ key, color }) => (
          <Typography key={key} variant="body2">
            <Box
              component="span"
              sx={{
                display: 'inline-block',
                width: 10,
                height: 10,
                mr: 0.75,
                borderRadius: 0.5,
                bgcolor: color,
              }}
            />
            {translate(`dashboard.${key}`)}:{' '}
            {days.reduce((sum, day) => sum + day[key], 0).toLocaleString(locale)}
          </Typography>
        ))}
      </Stack>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT + 18}`}
        width="100%"
        style={{ maxHeight: 220, display: 'block' }}
        aria-hidden="true"
      >
        <line x1={0} x2={WIDTH} y1={HEIGHT} y2={HEIGHT} stroke={palette.divider} />
        {days.map(({ day, ...counts }, place) => (
          <g key={day} transform={`translate(${place * slot} 0)`}>
            {series.map(({ key, color }, bar) => {
              const height = (counts[key] / most) * (HEIGHT - 4);
              return (
                <rect
                  key={key}
                  x={slot * (0.14 + 0.37 * bar)}
                  y={HEIGHT - height}
                  width={slot * 0.35}
                  height={height}
                  rx={2}
                  fill={color}
                >
                  <title>{`${name(day)}: ${counts[key]}`}</title>
                </rect>
              );
            })}
            {place % 2 === 1 && (
              <text
                x={slot / 2}
                y={HEIGHT + 14}
                textAnchor="middle"
                fontSize={11}
                fill={palette.text.secondary}
              >
                {name(day)}
              </text>
            )}
          </g>
        ))}
      </svg>
      <Box sx={hidden}>
        <table>
          <caption>{translate('dashboard.activity_table')}</caption>
          <thead>
            <tr>
              <th>{translate('dashboard.day')}</th>
              {series.map(({ key }) => (
                <th key={key}>{translate(`dashboard.${key}`)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {days.map(({ day, pushes, pulls }) => (
              <tr key={day}>
                <th scope="row">{name(day)}</th>
                <td>{pushes}</td>
                <td>{pulls}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Box>
    </Box>
  );
}
